import type { Json } from '../definition/json.ts';
import type { RunResult } from '../workflows/run-result.ts';

/** What the run gave back; where its definition has no `outputs`, what its last phase gave, which is what the whole was for. */
export function outputLines({ results, status, outputs }: RunResult): string[] {
  const named = Object.entries(outputs);
  if (named.length > 0) return named.map(([name, value]) => `${name}  ${text(value)}`);
  const last = results.findLast((phase) => phase.status === 'success');
  if (status !== 'success' || !last) return [];
  const given = last.outputs
    ? Object.entries(last.outputs)
    : last.agents.map(({ id, output }) => [id, output] as const);
  return given.flatMap(([name, value]) => (value === null || value === undefined ? [] : [`${name}  ${text(value)}`]));
}

/** `file: output/report.html, charts: 6` */
const text = (output: Json): string =>
  typeof output === 'object' && output !== null && !Array.isArray(output)
    ? Object.entries(output)
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ')
    : JSON.stringify(output);
