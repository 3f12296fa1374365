import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import S3rver from 's3rver';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connect } from '../../src/connection/connect.ts';
import type { AgentDefinition, PhaseDefinition } from '../../src/definition/run-definition.ts';
import { waitForResult } from '../../src/runs/run-outcome.ts';
import { startRun } from '../../src/runs/start-run.ts';
import { chooseStore } from '../../src/storage/choose-store.ts';
import { agentDefinition, phaseDefinition, runDefinition } from '../workflows/definitions.ts';
import { newProject, type Project } from './project.ts';

const AGENTS = `
export class Big {
  async run({ input }) {
    return { text: 'x'.repeat(input.bytes) };
  }
}

export class Listing {
  async run() {
    return Array.from({ length: 10 }, (_, index) => ({ index, text: 'y'.repeat(100_000) }));
  }
}

export class Length {
  async run({ input }) {
    return { length: input.text.length };
  }
}
`;

const agent = (id: string, rest: Partial<AgentDefinition>): AgentDefinition => ({
  ...agentDefinition(id),
  module: 'agents.big',
  // So that a failure which is retried shows.
  retry: { maxRetries: 2, retryDelay: 10, backoff: 1, nonRetryable: [] },
  ...rest,
});

const big = (bytes: number): PhaseDefinition => ({
  ...phaseDefinition('a', 0),
  agents: [agent('big', { class: 'Big', with: { bytes } })],
});

const length: PhaseDefinition = {
  ...phaseDefinition('b', 0, { dependsOn: ['a'] }),
  agents: [agent('length', { class: 'Length', with: { text: '${{ phases.a.outputs.big.text }}' } })],
};

const newBigProject = (): Promise<Project> => newProject({ 'agents/big.mjs': AGENTS });

const storeOf = ({ folder }: Project): string => join(folder, '.orchestrator', 'payloads');

interface Started {
  readonly client: Client;
  readonly workflowId: string;
}

/** Starts a run as a client in the project's folder does. */
async function start(project: Project, phases: PhaseDefinition[], payloadStore?: string): Promise<Started> {
  const target = { address: project.env['TEMPORAL_ADDRESS']!, namespace: 'default', options: {} };
  const payloads = chooseStore(target, { root: project.folder, ...(payloadStore ? { payloadStore } : {}) });
  const client = await connect(target, payloads);
  onTestFinished(() => client.connection.close());
  const { taskQueue } = project;
  const options = { taskQueue, payloadsAreKept: payloads.driver !== undefined };
  const { workflowId } = await startRun(client, { definition: runDefinition(phases), inputs: {} }, options);
  return { client, workflowId };
}

async function run(project: Project, phases: PhaseDefinition[], payloadStore?: string) {
  const { client, workflowId } = await start(project, phases, payloadStore);
  return { workflowId, result: await waitForResult(client, workflowId) };
}

describe('large payloads', () => {
  test('an output of 5 MB is read by a later agent and stands in the result; the history stays small', async () => {
    const project = await newBigProject();
    await project.worker();
    const { client, workflowId } = await start(project, [big(5_000_000), length]);
    expect(await waitForResult(client, workflowId)).toMatchObject({
      status: 'success',
      results: [{}, { agents: [{ output: { length: 5_000_000 } }] }],
    });
    const { stdout, code } = await project.cli('result', workflowId, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).results[0].agents[0].output.text).toHaveLength(5_000_000);
    const { historySize } = await client.workflow.getHandle(workflowId).describe();
    expect(historySize).toBeLessThan(20_000);
  });

  test('what is kept are files for their owner alone, in the folder of the project', async () => {
    const project = await newBigProject();
    await project.worker();
    await run(project, [big(1_000_000)]);
    const entries = await readdir(storeOf(project), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    // The output of the agent, and the result of the run.
    expect(files).toHaveLength(2);
    for (const { parentPath, name } of files) expect((await stat(join(parentPath, name))).mode & 0o777).toBe(0o600);
  });

  test('a for_each goes over a list of 1 MB', async () => {
    const project = await newBigProject();
    await project.worker();
    const each = { class: 'Length', forEach: '${{ phases.a.outputs.list }}', with: { text: '${{ item.text }}' } };
    const { result } = await run(project, [
      { ...big(0), agents: [agent('list', { class: 'Listing' })] },
      { ...length, agents: [agent('length', each)] },
    ]);
    const lengths = result.results[1]?.agents[0]?.items?.map(({ output }) => output);
    expect(lengths).toEqual(Array.from({ length: 10 }, () => ({ length: 100_000 })));
  });

  test('a Python agent reads and returns what is large', async () => {
    const project = await newBigProject();
    await project.write({
      'agents/doubled.py':
        'class Doubled:\n    def run(self, context):\n        return {"text": context.input["text"] * 2}\n',
    });
    const doubled: PhaseDefinition = {
      ...phaseDefinition('d', 0, { dependsOn: ['a'] }),
      agents: [
        agent('doubled', {
          module: 'agents.doubled',
          class: 'Doubled',
          runtime: 'python',
          with: { text: '${{ phases.a.outputs.big.text }}' },
        }),
      ],
    };
    await project.worker('--python');
    const { result } = await run(project, [big(2_500_000), doubled]);
    expect(result.results[1]?.agents[0]?.error).toBeNull();
    expect(result.results[1]?.agents[0]?.output).toEqual({ text: 'x'.repeat(5_000_000) });
  });

  test('a client in another folder is told which store to use, and with it has the result', async () => {
    const project = await newBigProject();
    await project.worker();
    const { workflowId } = await run(project, [big(1_000_000)]);
    const elsewhere = await newProject({});
    const without = await elsewhere.cli('result', workflowId);
    expect(without.stderr).toBe(
      `orchestrator: a stored payload is not in file:${storeOf(elsewhere)}: it was kept in file:${storeOf(project)}; ` +
        'use that with --payload-store, or ORCHESTRATOR_PAYLOAD_STORE\n',
    );
    expect(without.code).toBe(6);
    const withStore = await elsewhere.cli('result', workflowId, '--payload-store', `file:${storeOf(project)}`);
    expect(withStore).toMatchObject({ code: 0, stderr: '' });
  });

  test('without a store an output that Temporal does not take is refused, with its limit and the remedy', async () => {
    const project = await newBigProject();
    await project.worker('--payload-store', 'none');
    const { result } = await run(project, [big(2_500_000)], 'none');
    expect(result.results[0]?.agents[0]).toMatchObject({
      attempts: 1,
      error: { type: 'result-too-large', message: expect.stringMatching(/1900000 bytes .*--payload-store/) },
    });
  });

  test.each(['node', 'python'] as const)(
    'an output of a %s agent that cannot be kept is not tried again',
    async (runtime) => {
      const project = await newBigProject();
      await project.write({
        'a-file': '',
        'agents/big.py': 'class Big:\n    def run(self, context):\n        return "x" * context.input["bytes"]\n',
      });
      await project.worker('--payload-store', 'file:a-file', ...(runtime === 'python' ? ['--python'] : []));
      const phase = big(1_000_000);
      const { result } = await run(project, [{ ...phase, agents: [{ ...phase.agents[0]!, runtime }] }]);
      expect(result.results[0]?.agents[0]).toMatchObject({
        status: 'failed',
        attempts: 1,
        error: {
          type: 'PayloadStoreFailed',
          message: expect.stringMatching(/^a payload of \d+ bytes could not be kept/),
        },
      });
    },
  );

  test('a run whose payload is missing says so wherever it is looked at, and goes on when it is back', async () => {
    const project = await newBigProject();
    const first = await project.worker();
    const waiting = { ...length, approval: { prompt: '', onTimeout: 'reject' } } as const;
    const { client, workflowId } = await start(project, [big(1_000_000), waiting]);
    const handle = client.workflow.getHandle(workflowId);
    while ((await handle.query<{ results: { status: string }[] }>('status')).results[1]?.status !== 'waiting')
      await delay(50);
    first.child.kill('SIGKILL');
    await first.finished;
    await rename(storeOf(project), `${storeOf(project)}-away`);
    const second = await project.worker();
    const approved = handle.executeUpdate('approve', { args: [{ phase: 'b' }] });
    await second.says(/ERROR.*a stored payload is not in file:.* is gone from there/);
    const { stderr, code } = await project.cli('status', workflowId);
    expect(stderr).toMatch(/cannot go on.*: a stored payload is not in file:.* is gone from there/);
    expect(code).toBe(6);
    await rename(`${storeOf(project)}-away`, storeOf(project));
    await approved;
    expect(await waitForResult(client, workflowId)).toMatchObject({ status: 'success' });
  });

  test('a worker that starts deletes what is older than every run, and nothing younger', async () => {
    const project = await newBigProject();
    const [old, young] = ['a', 'b'].map(
      (letter) => `.orchestrator/payloads/default/${letter}${letter}/${letter.repeat(64)}`,
    );
    await project.write({ [old!]: 'x', [young!]: 'x' });
    const [year, hours] = [365 * 24, 30].map((age) => new Date(Date.now() - age * 3_600_000));
    await utimes(join(project.folder, old!), year!, year!);
    await utimes(join(project.folder, young!), hours!, hours!);
    await project.worker();
    while (existsSync(join(project.folder, old!))) await delay(20);
    expect(existsSync(join(project.folder, young!))).toBe(true);
  });

  test('payloads in a bucket are found by the client and the worker that name it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'orchestrator-s3-'));
    const configureBuckets = [{ name: 'payloads', configs: [] }];
    const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets });
    const { port } = await server.run();
    onTestFinished(async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
      vi.unstubAllEnvs();
    });
    const env = {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const project = await newBigProject();
    const store = 's3://payloads/of/us';
    const worker = project.start(['worker', '--task-queue', project.taskQueue], {
      env: { ...env, ORCHESTRATOR_PAYLOAD_STORE: store },
    });
    await worker.says('Worker ready');
    const { result } = await run(project, [big(3_000_000), length], store);
    expect(result).toMatchObject({ status: 'success', results: [{}, { agents: [{ output: { length: 3_000_000 } }] }] });
    expect(existsSync(storeOf(project))).toBe(false);
  });
});
