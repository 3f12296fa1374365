import { z } from 'zod';
import { DURATION } from '../definition/duration.ts';
import { LANGUAGE_VERSION, MAX_DURATION } from '../definition/limits.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

const VARIABLE = String.raw`\$\{[A-Za-z_][A-Za-z0-9_]*(?::-[^}]*)?\}`;
/** `$${` is a literal one. */
const WITH_VARIABLE = `(?:^|[^$])${VARIABLE}`;
const OLD_BOOLEAN = '(?:[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])';
const SECONDS = String.raw`\d+(?:\.\d+)?`;
/** What a duration looks like in text: its units in order, at least one of them. */
const DURATION_TEXT = String.raw`^\s*(?:${SECONDS}|(?=\d)${DURATION.source.slice(1, -1)})\s*$`;

/**
 * Widens the JSON Schema of one value by what the language allows everywhere and `normalise.ts` deals with before the schema
 * is asked: null is absence, `x-*` keys are free, one text stands for a list of one, `yes` for true, `${VAR}` for any scalar.
 * Lists of types rather than `anyOf`, wherever that says the same: editors complete and explain them better.
 */
export function asWritten(zodSchema: z.core.$ZodTypes, json: JsonSchema, path: readonly (string | number)[]): void {
  const { def } = zodSchema._zod;
  switch (def.type) {
    case 'object':
      return asMapping(zodSchema, json);
    case 'record':
      return asRecord(json);
    case 'array':
      return allowText(json, def.element);
    case 'union':
      // Inside a union nothing is read in another way.
      if (def.options.every((option) => ['string', 'number', 'boolean'].includes(option._zod.def.type))) {
        json.type = def.options.map((option) => option._zod.def.type) as ('string' | 'number' | 'boolean')[];
        delete json.anyOf;
      }
      return;
    case 'boolean':
      json.type = ['boolean', 'string'];
      json.pattern = `^(?:${OLD_BOOLEAN}|${VARIABLE})$`;
      json['patternErrorMessage'] = 'true or false.';
      return;
    case 'number':
      json['patternErrorMessage'] = json.type === 'integer' ? 'A whole number.' : 'A number.';
      json.type = [json.type as 'number' | 'integer', 'string'];
      json.pattern = `^${VARIABLE}$`;
      return;
    case 'string':
      if (json.pattern === undefined || json.pattern.endsWith(WITH_VARIABLE)) return;
      json.pattern += `|${WITH_VARIABLE}`;
      json['patternErrorMessage'] = 'Letters, digits and "_", beginning with a letter or "_".';
      return;
    case 'enum': {
      const { enum: values, type } = json;
      delete json.enum;
      delete json.type;
      json.anyOf = [
        { type: type!, enum: values! },
        {
          type: 'string',
          pattern: WITH_VARIABLE,
          description: 'Replaced from the environment when the file is loaded.',
        },
      ];
      return;
    }
    case 'pipe':
      if (z.globalRegistry.get(zodSchema)?.['duration'] !== undefined) asDuration(zodSchema, json);
      return;
    case 'lazy':
      // Only "any JSON" is recursive in this way: there is nothing to say of it.
      for (const key of Object.keys(json)) delete json[key];
      return;
    case 'optional':
      // The version is the one text that looks like a number; it may be written as one.
      if (path.at(-1) === 'version') {
        json.type = ['string', 'number'];
        json.minimum = LANGUAGE_VERSION;
        json.exclusiveMaximum = LANGUAGE_VERSION + 1;
      }
      return allowNull(json);
    default:
  }
}

function asMapping(zodSchema: z.core.$ZodType, json: JsonSchema): void {
  json.additionalProperties = false;
  json.patternProperties = { '^x-': true };
  allowText(json, zodSchema);
  const oneOf = z.globalRegistry.get(zodSchema)?.['oneOf'];
  if (!Array.isArray(oneOf)) return;
  const [first, ...others] = oneOf.map(String);
  json.anyOf = [first!, ...others].map((key) => ({ required: [key] }));
  // Rather than `not`: it is said in our words, and marked where it stands.
  const conflict = {
    type: 'null',
    errorMessage: `Either ${oneOf.join(' or ')}, not both.`,
    doNotSuggest: true,
  } as const;
  json.allOf = others.map((other) => ({
    if: { required: [other], properties: { [other]: { not: { type: 'null' } } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, in a value that nobody awaits
    then: { properties: { [first!]: conflict } },
  }));
}

function asRecord(json: JsonSchema): void {
  json.patternProperties = { '^x-': true };
  const { additionalProperties: entry } = json;
  // A section with nothing in it is an empty one.
  if (typeof entry === 'object' && entry.type === 'object' && entry.required === undefined)
    json.additionalProperties = { ...entry, type: ['object', 'null'] };
  const pattern = typeof json.propertyNames === 'object' ? json.propertyNames.pattern : undefined;
  if (pattern === undefined) {
    delete json.propertyNames;
    return;
  }
  // Variables are replaced in values only.
  json.propertyNames = { pattern: `^x-|${pattern.replace(`|${WITH_VARIABLE}`, '')}` };
}

function asDuration(zodSchema: z.core.$ZodType, json: JsonSchema): void {
  const minimum = z.globalRegistry.get(zodSchema)?.['duration'];
  delete json.anyOf;
  Object.assign(json, {
    type: ['string', 'number'],
    pattern: `${DURATION_TEXT}|${WITH_VARIABLE}`,
    patternErrorMessage: 'A duration: 500ms, 30s, 5m, 1h30m, 2d, or a number of seconds.',
    minimum: Number(minimum) / 1000,
    maximum: MAX_DURATION / 1000,
  });
}

/** Where a text may stand for a value, it must be what it stands for. */
function allowText(json: JsonSchema, meaning: z.core.$ZodType): void {
  const text = textFor(meaning as z.core.$ZodTypes);
  if (!text) return;
  json.type = [json.type, 'string' as const].flat().filter((type) => type !== undefined);
  const {
    type: _type,
    $schema: _schema,
    ...restrictions
  } = z.toJSONSchema(text, {
    target: 'draft-07',
    metadata: z.registry(),
    override: (context) => asWritten(context.zodSchema, context.jsonSchema, []),
  });
  Object.assign(json, restrictions);
}

/** The text that stands for a value: itself, any, or that of the key which the schema names. */
function textFor(schema: z.core.$ZodTypes): z.core.$ZodType | undefined {
  const { def } = schema._zod;
  if (def.type === 'string') return schema;
  if (def.type === 'lazy') return z.string();
  const shorthand = z.globalRegistry.get(schema)?.['shorthand'];
  return def.type === 'object' && typeof shorthand === 'string' ? def.shape[shorthand] : undefined;
}

function allowNull(json: JsonSchema): void {
  if (json.allOf) {
    json.anyOf = [...json.allOf, { type: 'null' }];
    delete json.allOf;
  } else if (json.anyOf) json.anyOf = [...json.anyOf, { type: 'null' }];
  else if (json.type !== undefined) json.type = [json.type, 'null' as const].flat() as NonNullable<JsonSchema['type']>;
}
