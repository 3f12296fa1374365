import type { Client } from '@temporalio/client';
import type { Project } from '../integration/project.ts';

/** One behaviour of a run each. Their histories are recorded from a real server, and replayed by all later code. */
export interface Scenario {
  readonly name: string;
  readonly definition: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What happens to the run from outside. */
  drive?(handle: ReturnType<Client['workflow']['getHandle']>, project: Project): Promise<void>;
}

const DEFAULTS = 'defaults: { isolation: inline, retry: { max_retries: 1, retry_delay: 1ms } }\n';
const ECHO = '{ module: agents.all, class: Echo }';
const FAILS = '{ module: agents.all, class: Failing }';
const SLEEPS = '{ module: agents.all, class: Sleeper }';

const all: readonly Scenario[] = [
  {
    name: 'parallel-and-sequential',
    definition: `
phases:
  - { name: a, parallel: true, max_workers: 2, agents: [${ECHO}, ${ECHO}, ${ECHO}] }
  - { name: b, depends_on: [a], agents: [${ECHO}, ${ECHO}] }`,
  },
  {
    name: 'expressions-and-items',
    definition: `
inputs: { roads: { type: array, default: [a, "", c] } }
config: { section: { free: "$\${x}" } }
phases:
  - name: scan
    agents:
      - { id: road, module: agents.all, class: Echo, config_key: section, for_each: "\${{ inputs.roads }}", max_workers: 2, if: 'item != ""', with: { road: "\${{ item }}", n: "\${{ item_index + 1 }}" } }
  - { name: never, depends_on: [scan], if: "size(phases.scan.outputs.road) > 5", agents: [${ECHO}] }
  - { name: last, depends_on: [never], agents: [{ module: agents.all, class: Echo, with: { roads: "\${{ phases.scan.outputs.road }}" } }] }
outputs: { n: "\${{ size(phases.scan.outputs.road) }}" }`,
  },
  {
    name: 'failures-and-edges',
    definition: `
phases:
  - { name: tolerated, continue_on_error: true, agents: [${FAILS}] }
  - { name: fails, depends_on: [tolerated], parallel: true, fail_fast: true, agents: [${SLEEPS}, ${FAILS}] }
  - { name: mends, depends_on: [{ phase: fails, when: failed }], agents: [${ECHO}] }
  - { name: blocked, depends_on: [fails], agents: [${ECHO}] }
on_failure: [{ module: agents.all, class: Echo, with: { why: "\${{ run.error.message }}" } }]
finally: [${ECHO}]`,
  },
  {
    name: 'cancelled',
    definition: `
phases: [{ name: a, agents: [${SLEEPS}, ${ECHO}] }]
finally: [${ECHO}]`,
    async drive(handle, project) {
      await project.hasNoted('began sleeper');
      await handle.signal('cancel');
    },
  },
  {
    name: 'approved-and-paused',
    definition: `
phases:
  - { name: a, approval: { prompt: "Go, \${{ run.id }}?" }, agents: [${ECHO}] }
  - { name: b, depends_on: [a], approval: { timeout: 500ms, on_timeout: approve }, agents: [${ECHO}] }`,
    async drive(handle) {
      await handle.executeUpdate('pause');
      await handle.executeUpdate('approve', { args: [{ phase: 'a', by: 'Ada', comment: null }] });
      await handle.executeUpdate('resume');
    },
  },
  {
    name: 'sub-workflow',
    definition: `
phases:
  - { name: child, workflow: ./child.yaml, with: { n: 2 } }
  - { name: after, depends_on: [child], agents: [{ module: agents.all, class: Echo, with: { n: "\${{ phases.child.outputs.n }}" } }] }`,
    files: {
      'child.yaml': `
inputs: { n: { type: integer } }
phases: [{ name: inner, agents: [{ id: e, module: agents.all, class: Echo, with: { n: "\${{ inputs.n + 1 }}" } }] }]
outputs: { n: "\${{ phases.inner.outputs.e.input.n }}" }`,
    },
  },
  {
    name: 'timed-out',
    definition: `
timeout: 1s
phases: [{ name: a, agents: [${SLEEPS}] }]
finally: [${ECHO}]`,
  },
  {
    name: 'limited',
    definition: `
concurrency: { key: "\${{ run.id }}", limit: 1, on_conflict: queue }
phases: [{ name: a, agents: [${ECHO}] }]`,
  },
];

export const scenarios: readonly Scenario[] = all.map((scenario) => ({
  ...scenario,
  definition: DEFAULTS + scenario.definition,
}));
