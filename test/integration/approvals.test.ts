import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project } from './project.ts';

const DEFINITION = `
phases:
  - { name: build, agents: [{ id: echo, module: agents.all, class: Echo }] }
  - name: publish
    depends_on: [build]
    approval: { prompt: "Publish what \${{ phases.build.outputs.echo.agent }} gave?" }
    agents: [{ id: upload, module: agents.all, class: Echo }]
  - { name: otherwise, depends_on: [{ phase: publish, when: failed }], agents: [{ id: tell, module: agents.all, class: Echo }] }
`;

/** A run that has come to where it waits for an approval. */
async function waiting(definition = DEFINITION): Promise<{ project: Project; id: string }> {
  const project = await newProject({ 'workflow.yaml': definition });
  await project.worker();
  const id = `run-${project.taskQueue}`;
  const { code } = await project.run('--no-wait', '--id', id);
  expect(code).toBe(5);
  return { project, id };
}

const resultOf = async (project: Project, id: string): Promise<{ code: number | null; result: RunResult }> => {
  const { code, stdout } = await project.cli('wait', id, '--json');
  return { code, result: JSON.parse(stdout) as RunResult };
};

describe('a phase with an approval', () => {
  test('waits, says what is asked and how to answer, and goes on once it is approved; who did it and why is kept', async () => {
    const { project, id } = await waiting();
    const { stdout } = await project.cli('status', id);
    expect(stdout).toContain('◆ publish                      Publish what echo gave?');
    expect(stdout).toContain(`orchestrator approve ${id} publish`);
    expect(await project.notes()).toEqual(['ran echo']);

    const approved = await project.cli('approve', id, 'publish', '--by', 'ada', '--comment', 'looks good', '--json');
    expect(approved.code).toBe(0);
    expect(JSON.parse(approved.stdout)).toMatchObject({
      workflow_id: id,
      phase: 'publish',
      approved: true,
      reason: 'approved by ada: looks good',
    });
    const { code, result } = await resultOf(project, id);
    expect(code).toBe(0);
    expect(result.results[1]).toMatchObject({ status: 'success', reason: 'approved by ada: looks good' });
    expect(result.results[2]).toMatchObject({ status: 'skipped' });
  });

  test('that is rejected has failed, with the reason; `when: failed` goes on from there', async () => {
    const { project, id } = await waiting();
    const { code, stdout } = await project.cli('reject', id, 'publish', '--by', 'bob');
    expect(code).toBe(0);
    expect(stdout).toBe(`${id}: phase "publish" is rejected by bob\n`);
    const { code: exit, result } = await resultOf(project, id);
    expect(exit).toBe(1);
    expect(result).toMatchObject({
      status: 'failed',
      error: { type: 'Rejected', message: 'rejected by bob', phase: 'publish', agent: null },
      results: [
        {},
        { status: 'failed', reason: 'rejected by bob', agents: [{ status: 'skipped' }] },
        { status: 'success' },
      ],
    });
    expect(await project.notes()).toEqual(['ran echo', 'ran tell']);
    const { stdout: end } = await project.cli('result', id);
    expect(end).toContain('✖ publish failed\n      rejected by bob');
  });

  test('is decided once: the same decision again is no error, another one is refused, as is one on what does not wait', async () => {
    const { project, id } = await waiting(
      DEFINITION.replace(
        'id: upload, module: agents.all, class: Echo',
        'id: upload, module: agents.all, class: Sleeper',
      ),
    );
    const early = await project.cli('approve', id, 'otherwise');
    expect(early.code).toBe(2);
    expect(early.stderr).toContain('phase "otherwise" is pending, and what waits for an approval is: publish');
    const unknown = await project.cli('approve', id, 'publsh', '--json');
    expect(unknown.code).toBe(2);
    expect(JSON.parse(unknown.stdout)).toMatchObject({ error: { type: 'RefusedError' } });
    expect(unknown.stderr).toContain('there is no phase "publsh"');

    for (let time = 0; time < 2; time++)
      expect((await project.cli('approve', id, 'publish', '--by', 'ada')).stdout).toContain('is approved by ada');
    const rejected = await project.cli('reject', id, 'publish');
    expect(rejected.code).toBe(2);
    expect(rejected.stderr).toContain('phase "publish" has been approved already');
    await project.cli('shutdown', id);
    const late = await project.cli('approve', id, 'publish');
    expect(late.code).toBe(2);
    expect(late.stderr).toContain(`the run "${id}" is over`);
    expect((await project.cli('approve', 'nowhere', 'publish')).stderr).toContain('there is no run "nowhere"');
  });

  test.each([
    ['reject', 1, 'failed', 'ran tell'],
    ['approve', 0, 'success', 'ran upload'],
  ])('on which nobody decides in time is decided by on_timeout: %s', async (onTimeout, exit, status, note) => {
    const project = await newProject({
      'workflow.yaml': DEFINITION.replace('approval: {', `approval: { timeout: 1s, on_timeout: ${onTimeout},`),
    });
    await project.worker();
    const { code, result } = await project.run();
    expect(code).toBe(exit);
    expect(result.results[1]).toMatchObject({
      status,
      reason: `there was no decision within 1s, which is to ${onTimeout}`,
    });
    expect(await project.notes()).toEqual(['ran echo', note]);
  });

  test('can be decided on when no worker had the run in memory any more', async () => {
    const project = await newProject({
      'workflow.yaml': DEFINITION.replace('class: Echo }] }', 'class: Echo, for_each: [a, b, c] }] }').replace(
        'outputs.echo.agent',
        'outputs.echo[0].agent',
      ),
    });
    const worker = await project.worker();
    const id = `run-${project.taskQueue}`;
    await project.run('--no-wait', '--id', id);
    worker.child.kill('SIGTERM');
    await worker.finished;
    const alone = await project.cli('approve', id, 'publish');
    expect(alone.code).toBe(6);
    expect(alone.stderr).toContain('no worker answered within 5 seconds');
    await project.worker();
    // Straight through Temporal, as its own Web UI does: the worker has yet to replay the run when this comes.
    const handle = (await project.client()).workflow.getHandle(id);
    const taken = await handle.executeUpdate('reject', { args: [{ phase: 'publish', by: 'ada' }] });
    expect(taken).toMatchObject({ approved: false, reason: 'rejected by ada' });
    expect((await resultOf(project, id)).code).toBe(1);
  });

  test('of a sub-workflow is shown with the run, and is named by the way to it', async () => {
    const project = await newProject({
      'workflow.yaml':
        'phases: [{ name: publish, workflow: ./sub.yaml }]\noutputs: { n: "${{ phases.publish.outputs.n }}" }',
      'sub.yaml':
        'phases: [{ name: review, approval: { prompt: Right? }, agents: [{ id: a, module: agents.all, class: Echo }] }]\noutputs: { n: 3 }',
    });
    await project.worker();
    const id = `run-${project.taskQueue}`;
    const { code, stdout } = await project.cli(
      'run',
      '-f',
      'workflow.yaml',
      '--task-queue',
      project.taskQueue,
      '--no-wait',
      '--id',
      id,
    );
    expect(code).toBe(5);
    expect(stdout).toContain(`\`orchestrator approve ${id}/publish review\` answers "Right?"`);
    expect((await project.cli('status', id)).stdout).toContain('  ◆ review                       Right?');
    expect((await project.cli('wait', id, '--no-wait')).code).toBe(5);
    expect((await project.cli('approve', id, 'publish/review')).code).toBe(0);
    const { result } = await resultOf(project, id);
    expect(result).toMatchObject({
      status: 'success',
      outputs: { n: 3 },
      results: [{ workflow_id: `${id}/publish`, outputs: { n: 3 } }],
    });
  });
});

test('--no-wait goes on while anything but an approval is to be waited for', async () => {
  const project = await newProject({
    'workflow.yaml': `
phases:
  - { name: ask, approval: {}, agents: [{ id: a, module: agents.all, class: Echo }] }
  - { name: work, agents: [{ id: b, module: agents.all, class: Sleeper, with: { ms: 1500 } }] }
`,
  });
  await project.worker();
  const { code, result } = await project.run('--no-wait');
  expect(code).toBe(5);
  expect(result).toMatchObject({ status: 'running', results: [{ status: 'waiting' }, { status: 'success' }] });
});
