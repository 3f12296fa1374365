import { z } from 'zod';
import { agent } from '../definition/schema/agent.ts';
import { input } from '../definition/schema/input.ts';
import { phase } from '../definition/schema/phase.ts';
import { workflowSchema } from '../definition/schema/workflow.ts';
import { asWritten, type JsonSchema } from './as-written.ts';
import { withoutAnyValue } from './any-value.ts';
import { metaOf } from './meta-of.ts';
import { snippetFor } from './snippets.ts';

/**
 * The JSON Schema of workflow.yaml, for editors: what may be *written*. Everything in it is made from the schema that checks
 * the file. Draft 7, because YAML language servers of every age know it.
 */
export function workflowJsonSchema(): JsonSchema {
  const schema = withoutAnyValue(
    z.toJSONSchema(workflowSchema, {
      io: 'input',
      target: 'draft-07',
      metadata: new NamedSchemas(),
      override: ({ zodSchema, jsonSchema, path }) => {
        asWritten(zodSchema, jsonSchema, path);
        describe(zodSchema, jsonSchema);
      },
    }),
  );
  const description = 'What runs, in which order, under which limits: phases of agents, run on Temporal.';
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:orchestrator:workflow.schema.json',
    title: 'Workflow definition',
    description,
    ...schema,
  };
}

/** What is used in several places, or by itself, is written once, under this name. */
const NAMES = new Map<z.core.$ZodType, string>([
  [phase, 'phase'],
  [agent, 'agent'],
  [input.shape.items.unwrap(), 'items'],
]);

class NamedSchemas extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  override get<S extends z.core.$ZodType>(schema: S) {
    const { shorthand: _shorthand, duration: _duration, oneOf: _oneOf, ...meta } = z.globalRegistry.get(schema) ?? {};
    const id = NAMES.get(schema);
    return { ...meta, ...(id === undefined ? {} : { id }) };
  }
}

/** Editors show the markdown; the default is no part of the description otherwise. */
function describe(zodSchema: z.core.$ZodType, json: JsonSchema): void {
  const { def } = (zodSchema as z.core.$ZodTypes)._zod;
  const element = def.type === 'array' ? NAMES.get(def.element) : undefined;
  if (def.type === 'array' && element) json['defaultSnippets'] = [snippetFor(def.element, `new ${element}`)];
  const { description, default: standard, examples } = metaOf(zodSchema);
  // The library leaves these out where a value is transformed, for it takes them to be of the result.
  if (Array.isArray(examples)) json.examples = examples;
  if (standard !== undefined) json.default = standard;
  if (description === undefined) return;
  const shown = standard === undefined ? '' : `\n\nDefault: \`${JSON.stringify(standard)}\``;
  Object.assign(json, { description, markdownDescription: description + shown });
}
