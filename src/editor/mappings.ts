import { z } from 'zod';
import { NAME } from '../definition/schema/scalars.ts';
import { workflowSchema } from '../definition/schema/workflow.ts';
import { metaOf } from './meta-of.ts';

/** A mapping of the language, as the reference page shows it. */
export interface Mapping {
  /** The key it stands under; empty for the file itself. */
  readonly name: string;
  readonly description: string | undefined;
  readonly keys: readonly Key[];
}

export interface Key {
  readonly name: string;
  readonly required: boolean;
  /** In words; a mapping is named in brackets, so that it can be made a link: `list of [agents]`. */
  readonly type: string;
  readonly default: unknown;
  readonly description: string | undefined;
  readonly example: unknown;
}

/** Every mapping that a workflow.yaml can have, each once, outer ones first. */
export function mappings(): readonly Mapping[] {
  const found: Mapping[] = [];
  const names = new Map<z.core.$ZodType, string>();

  const visit = (schema: z.core.$ZodObject, name: string): void => {
    names.set(schema, name);
    const place = found.push({ name, description: metaOf(schema).description, keys: [] }) - 1;
    const keys = Object.entries(schema._zod.def.shape).map(([key, value]): Key => {
      const { description, default: standard, examples } = metaOf(value);
      const required = kindOf(value).type !== 'optional';
      const example = Array.isArray(examples) ? (examples as unknown[])[0] : undefined;
      return { name: key, required, type: typeOf(value, key), default: standard, description, example };
    });
    found[place] = { ...found[place]!, keys };
  };

  const typeOf = (schema: z.core.$ZodType, key: string): string => {
    const def = kindOf(schema);
    switch (def.type) {
      case 'optional':
        return typeOf(def.innerType, key);
      case 'object':
        if (!names.has(schema)) visit(schema as z.core.$ZodObject, key);
        return `${metaOf(schema)['shorthand'] === undefined ? '' : 'text or '}[${names.get(schema)}]`;
      case 'array':
        return `list of ${typeOf(def.element, key).replace(/^(text|name)$/, '$1s')}`;
      case 'record':
        return kindOf(def.valueType).type === 'object' ? `name to ${typeOf(def.valueType, key)}` : 'mapping';
      case 'union':
        return def.options.map((option) => typeOf(option, key)).join(' or ');
      case 'pipe':
        return metaOf(schema)['duration'] === undefined ? typeOf(def.in, key) : 'duration';
      case 'enum':
        return Object.values(def.entries)
          .map((word) => `\`${word}\``)
          .join(', ');
      case 'boolean':
        return '`true`, `false`';
      case 'number':
        return numberType(schema);
      case 'string':
        return restrictionsOf(schema).pattern === NAME.source ? 'name' : 'text';
      case 'lazy':
        return 'any value';
      default:
        throw new Error(`the reference page has no word for ${def.type}`);
    }
  };

  visit(workflowSchema, '');
  return found;
}

function numberType(schema: z.core.$ZodType): string {
  const { type, minimum, maximum } = restrictionsOf(schema);
  const kind = type === 'integer' ? 'whole number' : 'number';
  return minimum === undefined || maximum === undefined ? kind : `${kind}, ${minimum} to ${maximum}`;
}

const restrictionsOf = (schema: z.core.$ZodType) => z.toJSONSchema(schema, { metadata: z.registry() });

const kindOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def;
