import type { Json, JsonObject } from '../definition/json.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import type { ReusedItem, ReusedRun } from '../workflows/reuse.ts';
import type { Decided, Mock, MockFunction, RealAgents, Scenario } from './scenario.ts';
import type { MockContent } from './schema/mock.ts';
import type { ScenarioContent } from './schema/test-file.ts';

export interface ScenarioOptions {
  /** Checked, with defaults filled in. */
  readonly inputs: JsonObject;
  /** What agents do where the case says nothing else. */
  readonly agents?: Readonly<Record<string, MockContent>> | undefined;
  readonly functions?: ReadonlyMap<string, MockFunction>;
  readonly realAgents?: RealAgents;
}

/** What a file, or a program, says of a run, with every default filled in. */
export function toScenario(content: ScenarioContent, options: ScenarioOptions): Scenario {
  const { approve = [], reject = [], cancel_after: cancelAfter } = content;
  const mocks = Object.entries({ ...options.agents, ...content.agents }).map(
    ([name, mock]) => [name, toMock(mock)] as const,
  );
  const functions = [...(options.functions ?? [])].map(([name, call]) => [name, { takes: 0, call }] as const);
  const decisions = new Map<string, Decided>();
  for (const [approved, list] of [
    [true, approve],
    [false, reject],
  ] as const)
    for (const { phase, after = 0, ...who } of list)
      decisions.set(phase, { approved, after, ...withoutUndefined(who) });
  return {
    inputs: options.inputs,
    agents: new Map<string, Mock>([...mocks, ...functions]),
    decisions,
    ...withoutUndefined({ cancelAfter, reuse: toReuse(content), realAgents: options.realAgents }),
  };
}

function toMock({ output, outputs, fails, takes = 0, run }: MockContent): Mock {
  return {
    takes,
    ...withoutUndefined({
      output: output as Json | undefined,
      outputs: outputs as readonly Json[] | undefined,
      run,
      fails: fails && {
        type: fails.type ?? 'Error',
        message: fails.message ?? 'it fails in this test',
        retryable: fails.retryable ?? true,
        ...withoutUndefined({ times: fails.times, items: fails.items }),
      },
    }),
  };
}

function toReuse({ reuse, only }: ScenarioContent): ReusedRun | undefined {
  if (reuse === undefined && only === undefined) return undefined;
  const outputs: Record<string, Record<string, Json>> = {};
  const items: Record<string, Record<string, ReusedItem[]>> = {};
  for (const [name, given] of Object.entries(reuse ?? {})) {
    const [phase = '', agent] = name.split('/');
    if (agent === undefined) outputs[phase] = (given.outputs ?? {}) as Record<string, Json>;
    else if (given.items)
      (items[phase] ??= {})[agent] = given.items.map(({ index, item, output = null }, place) => [
        index ?? place,
        item as Json,
        output as Json,
      ]);
    else (outputs[phase] ??= {})[agent] = (given.output ?? null) as Json;
  }
  return { workflowId: 'earlier', outputs, items, ...withoutUndefined({ only }) };
}
