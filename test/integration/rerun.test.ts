import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project } from './project.ts';

const MAYBE = `
import { appendFileSync, existsSync } from 'node:fs';
export class Maybe {
  async run({ agent, item, input }) {
    appendFileSync('notes.txt', 'tried ' + agent + (item === undefined ? '' : ' ' + item) + '\\n');
    if (item !== undefined && item !== 'b') return item;
    if (!existsSync('fixed')) throw new Error('not yet');
    return input.text ?? 'fine';
  }
}
export class Big {
  async run() {
    return 'x'.repeat(900_000);
  }
}
`;

const DEFINITION = `
defaults: { retry: { max_retries: 0 } }
inputs: { text: { type: string } }
phases:
  - { name: first, agents: [{ id: one, module: agents.all, class: Echo }] }
  - { name: sub, workflow: ./sub.yaml }
  - name: second
    depends_on: [first, sub]
    parallel: true
    agents:
      - { id: two, module: agents.all, class: Echo, with: { n: "\${{ phases.sub.outputs.n }}" } }
      - { id: bad, module: agents.maybe, class: Maybe, with: { text: "\${{ inputs.text }}" } }
      - { id: each, module: agents.maybe, class: Maybe, for_each: [a, b, c] }
  - { name: third, depends_on: [second], agents: [{ id: last, module: agents.all, class: Echo, with: { one: "\${{ phases.first.outputs.one.agent }}" } }] }
outputs: { bad: "\${{ phases.second.outputs.bad }}" }
`;

const SUB = 'phases: [{ name: a, agents: [{ id: inner, module: agents.all, class: Echo }] }]\noutputs: { n: 3 }';

/** A run in which something failed that would not fail again. */
async function failedRun(
  definition = DEFINITION,
  env: Record<string, string> = {},
): Promise<{ project: Project; id: string; notes: () => Promise<string[]> }> {
  const files = { 'workflow.yaml': definition, 'sub.yaml': SUB, 'agents/maybe.mjs': MAYBE };
  const project = await newProject(files, { TEMPORAL_ADDRESS: inject('temporalAddress'), ...env });
  await project.worker();
  const id = `run-${project.taskQueue}`;
  const { code } = await project.run('--id', id, '--input', 'text=better');
  expect(code).toBe(1);
  await project.write({ fixed: '' });
  const before = (await project.notes()).length;
  return { project, id, notes: async () => (await project.notes()).slice(before).toSorted() };
}

async function rerun(project: Project, ...args: string[]): Promise<{ code: number | null; result: RunResult }> {
  const { code, stdout, stderr } = await project.cli('rerun', '--json', '--task-queue', project.taskQueue, ...args);
  if (!stdout) throw new Error(`no result:\n${stderr}`);
  return { code, result: JSON.parse(stdout) as RunResult };
}

/** What ran again is not marked. */
const reused = ({ results }: RunResult) =>
  results.flatMap(({ phase, agents }) =>
    agents.flatMap(({ id, items, ...agent }) =>
      (items ?? [agent]).flatMap((task, index) => (task.reused ? [`${phase}/${id}${items ? `#${index}` : ''}`] : [])),
    ),
  );

describe('rerun', () => {
  test('runs what had not succeeded, with the inputs of the earlier run; the rest is used, and says whence it is', async () => {
    const { project, id, notes } = await failedRun();
    const { code, result } = await rerun(project, id);
    expect(code).toBe(0);
    expect(await notes()).toEqual(['ran last', 'tried bad', 'tried each b']);
    expect(result).toMatchObject({ status: 'success', outputs: { bad: 'better' } });
    expect(reused(result)).toEqual(['first/one', 'second/two', 'second/each#0', 'second/each#2']);
    const reason = `its output is that of run ${id}`;
    expect(result.results[0]!.agents[0]).toMatchObject({ reused: true, reason, output: { agent: 'one' } });
    expect(result.results[1]).toMatchObject({ phase: 'sub', status: 'success', reason, outputs: { n: 3 } });
    expect(result.results[3]!.agents[0]!.output).toMatchObject({ input: { one: 'one' } });

    // What was used once is used again: the latest run is the one that succeeded.
    const again = await rerun(project, '@last');
    expect(again.code).toBe(0);
    expect(await notes()).toHaveLength(3);
    expect(again.result.results[3]!.agents[0]!.reason).toBe(`its output is that of run ${result.workflow_id}`);
    expect(again.result.definition_hash).toBe(result.definition_hash);
  });

  test('--from runs a phase and everything behind it, --only that phase and no other', async () => {
    const { project, id, notes } = await failedRun();
    const from = await rerun(project, id, '--from', 'second');
    expect(from.code).toBe(0);
    expect(reused(from.result)).toEqual(['first/one']);
    expect(await notes()).toEqual(['ran last', 'ran two', 'tried bad', 'tried each a', 'tried each b', 'tried each c']);

    const only = await rerun(project, id, '--only', 'third', '--id', `${id}-only`);
    expect(only.code).toBe(0);
    expect((await notes()).filter((note) => note === 'ran last')).toHaveLength(2);
    expect(await notes()).toHaveLength(7);
    expect(only.result.results[2]!.agents.map(({ status, reason }) => [status, reason])).toEqual([
      ['success', `its output is that of run ${id}`],
      ['skipped', `only phase "third" of run ${id} runs again`],
      ['success', `its output is that of run ${id}`],
    ]);
    expect(only.result).toMatchObject({ workflow_id: `${id}-only`, status: 'success', outputs: { bad: null } });

    const unknown = await project.cli('rerun', id, '--from', 'secnd');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('there is no phase "secnd"; did you mean "second"?');
  });

  test("takes the run's own definition, or with --latest today's file; what that makes of other things runs again", async () => {
    const { project, id, notes } = await failedRun();
    await project.write({
      'workflow.yaml': DEFINITION.replace(
        'id: one, module: agents.all, class: Echo',
        'id: one, module: agents.all, class: Echo, with: { now: other }',
      ),
    });
    const own = await rerun(project, id);
    expect(own.result.results[0]!.agents[0]).toMatchObject({ reused: true, output: { input: {} } });
    const count = (await notes()).length;

    const latest = await rerun(project, id, '--latest', '-f', 'workflow.yaml');
    expect(latest.code).toBe(0);
    expect(latest.result.results[0]!.agents[0]).toMatchObject({ output: { input: { now: 'other' } } });
    expect(latest.result.results[1]).toMatchObject({ phase: 'sub', reason: `its output is that of run ${id}` });
    expect(reused(latest.result)).toEqual([]);
    expect((await notes()).length - count).toBe(7);

    await project.write({ 'workflow.yaml': DEFINITION.replace('text: { type: string }', 'other: { type: string }') });
    const { code, stderr } = await project.cli('rerun', id, '--latest', '-f', 'workflow.yaml', '--json');
    expect(code).toBe(2);
    expect(stderr).toContain('inputs.text');
  });

  test('finds in the history what was too large for the result', async () => {
    const { project, id } = await failedRun(
      `
defaults: { retry: { max_retries: 0 } }
inputs: { text: { type: string } }
phases:
  - name: big
    parallel: true
    agents: [{ id: x, module: agents.maybe, class: Big }, { id: y, module: agents.maybe, class: Big }]
  - { name: bad, depends_on: [big], agents: [{ id: bad, module: agents.maybe, class: Maybe }] }
`,
      { ORCHESTRATOR_PAYLOAD_STORE: 'none' },
    );
    const { stdout } = await project.cli('result', id, '--json');
    expect(stdout).toContain('its output is left out here for its size');
    const { code, result } = await rerun(project, id);
    expect(code).toBe(0);
    expect(reused(result)).toEqual(['big/x', 'big/y']);
  });

  test('is refused where there is more to use than a run can be started with, and says what to do', async () => {
    const agents = ['x', 'y', 'z'].map((name) => `{ id: ${name}, module: agents.maybe, class: Big }`).join(', ');
    const { project, id } = await failedRun(
      `
defaults: { retry: { max_retries: 0 } }
inputs: { text: { type: string } }
phases:
  - { name: big, agents: [${agents}] }
  - { name: bad, depends_on: [big], agents: [{ id: bad, module: agents.maybe, class: Maybe }] }
`,
      { ORCHESTRATOR_PAYLOAD_STORE: 'none' },
    );
    const { code, stderr } = await project.cli('rerun', id, '--task-queue', project.taskQueue);
    expect(code).toBe(2);
    expect(stderr).toContain('2.6 MiB of earlier outputs');
    expect((await rerun(project, id, '--from', 'big')).code).toBe(0);
  });

  test('finds in the history what a run that was terminated has left; one under way is refused', async () => {
    const project = await newProject({
      'slow.yaml': `phases:
  - { name: a, agents: [{ id: each, module: agents.all, class: Echo, for_each: [p, q] }] }
  - { name: sub, workflow: ./sub.yaml }
  - { name: b, depends_on: [a, sub], agents: [{ id: slow, module: agents.all, class: Gated }] }`,
      'sub.yaml': SUB,
    });
    await project.worker();
    const id = `slow-${project.taskQueue}`;
    const queue = ['--task-queue', project.taskQueue];
    await project.cli('run', '-f', 'slow.yaml', '--detach', '--id', id, ...queue);
    await project.hasNoted('began slow');
    const early = await project.cli('rerun', id, ...queue);
    expect(early.code).toBe(2);
    expect(early.stderr).toContain(`the run "${id}" is still under way`);
    await project.cli('terminate', id);
    await writeFile(join(project.folder, 'go'), '');
    const { code, result } = await rerun(project, id);
    expect(code).toBe(0);
    expect(reused(result)).toEqual(['a/each#0', 'a/each#1']);
    expect(result.results[1]).toMatchObject({ outputs: { n: 3 }, reason: `its output is that of run ${id}` });
  });
});
