import type { Finding } from '../finding.ts';
import { nearestOf } from '../nearest-of.ts';
import { listOf } from '../say.ts';
import type { AgentList } from './checked-file.ts';

/** That each `config_key` names a section. Where there is no configuration at all, an agent gets an empty one. */
export function* checkConfigKeys(
  lists: readonly AgentList[],
  sections: Readonly<Record<string, unknown>> | undefined,
): Generator<Finding> {
  const names = Object.keys(sections ?? {});
  const nearest = nearestOf(names);
  const hint =
    names.length > 0
      ? `The sections are: ${listOf(names)}.`
      : 'There are no sections. Write it under config:, or in agents.yaml beside this file.';
  for (const { agents, path } of lists) {
    for (const [position, agent] of agents.entries()) {
      const key = agent?.config_key;
      if (key === undefined || (sections && Object.hasOwn(sections, key))) continue;
      const at = { code: 'unknown-config-key', path: [...path, position, 'config_key'] } as const;
      if (sections) {
        const meant = nearest(key);
        const rest = meant ? `; did you mean "${meant}"?` : ', but there is no such section';
        const outer =
          meant === undefined
            ? names.find((name) => isMapping(sections[name]) && Object.hasOwn(sections[name], key))
            : undefined;
        const inside = outer === undefined ? '' : `There is one inside of "${outer}", but sections stand at the top. `;
        yield { ...at, message: `config_key refers to "${key}"${rest}`, hint: inside + hint };
      } else {
        const message = `there is no configuration, so the section "${key}" is empty`;
        const remedy = 'Write it under config:, or in agents.yaml beside this file.';
        yield { ...at, severity: 'warning', message, hint: remedy };
      }
    }
  }
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
