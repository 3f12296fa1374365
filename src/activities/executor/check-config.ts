import type { JsonObject } from '../../definition/json.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentClass } from './load-agent.ts';
import { cutText } from './safe-text.ts';

/** The config as the class's `configSchema` parses it (defaults, coercions); as it is where the class has none. */
export async function checkConfig(agent: AgentClass, name: string, config: JsonObject): Promise<unknown> {
  const schema = agent.configSchema;
  if (schema === undefined || schema === null) return config;
  const result = await parserOf(schema, name)(config);
  if (result.issues === undefined) return result.value;
  const issues = result.issues.slice(0, 20).map(({ path = [], message }) => `${pathText(path)}: ${message}`);
  const message = `the config of ${name} is wrong: ${issues.join('; ')}`;
  throw new AgentFailure('bad-config', cutText(message, 2048), { retryable: false });
}

type Parsed = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

interface ZodLike {
  safeParse(value: unknown): { success: boolean; data?: unknown; error?: { issues: readonly Issue[] } };
}

/** Takes a Standard Schema (zod, valibot, arktype) or anything with zod's `safeParse`. */
function parserOf(schema: unknown, name: string): (config: JsonObject) => Parsed | Promise<Parsed> {
  const { '~standard': standard, safeParse } = schema as { '~standard'?: { validate?: unknown }; safeParse?: unknown };
  if (typeof standard?.validate === 'function') {
    return (config) => (standard as { validate(value: unknown): Parsed | Promise<Parsed> }).validate(config);
  }
  if (typeof safeParse === 'function') {
    return (config) => {
      const { success, data, error } = (schema as ZodLike).safeParse(config);
      return success ? { value: data } : { issues: error?.issues ?? [{ message: 'refused' }] };
    };
  }
  const message = `${name}.configSchema is not a schema: it has neither safeParse nor "~standard"`;
  throw new AgentFailure('not-an-agent', message, { retryable: false });
}

function pathText(path: NonNullable<Issue['path']>): string {
  const keys = path.map((step) => (typeof step === 'object' ? step.key : step));
  const text = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `config${text}`;
}
