import type { Json, JsonObject } from '../../definition/json.ts';
import { AgentFailure } from '../executor/agent-failure.ts';

/** A copy of a value in written form with `${secret:NAME}` replaced by the secret, in its texts, and `$${` by `${`. */
export function resolveSecrets(written: JsonObject, secrets: ReadonlyMap<string, string>): JsonObject {
  return mapFields(written, (value) => resolve(value, secrets));
}

function resolve(value: Json, secrets: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return resolveText(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => resolve(item, secrets));
  return mapFields(value, (field) => resolve(field, secrets));
}

function resolveText(written: string, secrets: ReadonlyMap<string, string>): string {
  return written.replace(REFERENCE, (match, name: string | undefined) => {
    if (name === undefined) return '${';
    const value = secrets.get(name);
    if (value !== undefined) return value;
    const message = `\${secret:${name}} is a secret that the definition does not declare: add ${name} under \`secrets\``;
    throw new AgentFailure('undeclared-secret', message, { retryable: false });
  });
}

const REFERENCE = /\$\$\{|\$\{secret:([^}]*)\}/g;

function mapFields(value: JsonObject, map: (field: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, map(field)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
