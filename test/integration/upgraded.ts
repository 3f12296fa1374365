import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { expect } from 'vitest';
import type { DeploymentDocument, VersionDocument } from '../../src/deployments/describe-deployment.ts';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project, type Running } from './project.ts';

/** Agents that say of which version's worker they are. */
const AGENTS = `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
const note = (text) => appendFileSync('notes.txt', text + '\\n');
const version = process.env.VERSION;
export class Say {
  async run({ agent, item }) {
    note('ran ' + agent + (item === undefined ? '' : item) + ' on ' + version);
    return version;
  }
}
/** At work until there is the file. */
export class Until {
  async run({ agent, input, signal, stopping, lastCheckpoint, checkpoint }) {
    note('began ' + agent + ' on ' + version);
    checkpoint({ from: lastCheckpoint?.from ?? version });
    while (!existsSync(input.file)) {
      if (stopping.aborted) throw new Error('stopping');
      await delay(20, undefined, { signal });
    }
    note('ran ' + agent + ' on ' + version);
    return { from: lastCheckpoint?.from ?? version, to: version };
  }
}
`;

/** Enough for a history that is to go on as new. */
const TWENTY = JSON.stringify(Array.from({ length: 20 }, (_, n) => n + 1));

export const DEFAULTS = 'defaults: { isolation: inline }\n';

const FILES = {
  'agents/versions.mjs': AGENTS,
  'asking.yaml': `
name: asking
${DEFAULTS}phases:
  - { name: before, agents: [{ id: a, module: agents.versions, class: Say }] }
  - { name: ask, approval: {}, agents: [{ id: b, module: agents.versions, class: Say }] }
`,
  'long.yaml': `
name: long
${DEFAULTS}phases:
  - { name: first, agents: [{ id: c, module: agents.versions, class: Say, for_each: ${TWENTY}, max_workers: 1 }] }
  - { name: ask, approval: {}, agents: [{ id: d, module: agents.versions, class: Say, for_each: ${TWENTY}, max_workers: 1 }] }
  - { name: last, depends_on: [first, ask], agents: [{ id: e, module: agents.versions, class: Say }] }
`,
  'outer.yaml': `
name: outer
concurrency: { key: "outer-\${{ inputs.key }}" }
inputs: { key: { type: string } }
${DEFAULTS}phases:
  - { name: sub, workflow: asking.yaml }
  - { name: after, depends_on: [sub], agents: [{ id: f, module: agents.versions, class: Say }] }
`,
  'at-work.yaml': `
name: at_work
${DEFAULTS}phases: [{ name: only, agents: [{ id: g, module: agents.versions, class: Until, with: { file: go } }] }]
`,
  'workflow.yaml': `
name: short
${DEFAULTS}phases: [{ name: only, agents: [{ id: h, module: agents.versions, class: Say }] }]
`,
};

/** A project with a deployment of its own. */
export class Upgraded {
  readonly project: Project;
  readonly client: Client;
  readonly deployment: string;

  constructor(project: Project, client: Client) {
    this.project = project;
    this.client = client;
    this.deployment = `deployment-${project.taskQueue}`;
  }

  static async new(address: string, files: Readonly<Record<string, string>> = {}): Promise<Upgraded> {
    const project = await newProject({ ...FILES, ...files }, { TEMPORAL_ADDRESS: address });
    return new Upgraded(project, await project.client());
  }

  /** Starts a worker of a version, and waits until it polls. */
  async worker(buildId: string, ...args: string[]): Promise<Running> {
    const queue = ['--task-queue', this.project.taskQueue];
    const version = ['--deployment', this.deployment, '--build-id', buildId];
    const worker = this.project.start(['worker', ...queue, ...version, ...args], { env: { VERSION: buildId } });
    await worker.says('Worker ready');
    return worker;
  }

  async status(): Promise<DeploymentDocument> {
    const { stdout, stderr } = await this.#cli('status');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as DeploymentDocument;
  }

  async version(buildId: string): Promise<VersionDocument> {
    return (await this.status()).versions.find(({ build_id: id }) => id === buildId)!;
  }

  async promote(buildId: string): Promise<void> {
    const { code, stdout, stderr } = await this.#cli('promote', '--build-id', buildId);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ current: buildId });
  }

  /** Waits until the version is not needed any more. */
  async drained(buildId: string): Promise<void> {
    const { code, stdout, stderr } = await this.#cli('wait', '--build-id', buildId);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ build_id: buildId, safe_to_stop: true });
  }

  async #cli(command: string, ...args: string[]) {
    return this.project.cli('deployment', command, '--deployment', this.deployment, '--json', ...args);
  }

  /** Starts a run and leaves it. */
  async start(file: string, ...args: string[]): Promise<string> {
    const id = `${file}-${this.project.taskQueue}-${Math.random().toString(36).slice(2, 8)}`;
    // Limits of concurrency hold for a whole namespace.
    const inputs = file === 'outer' ? ['--input', `key=${this.project.taskQueue}`] : [];
    const flags = [
      ...inputs,
      '-f',
      `${file}.yaml`,
      '--id',
      id,
      '--detach',
      '--task-queue',
      this.project.taskQueue,
      ...args,
    ];
    const { code, stderr } = await this.project.cli('run', ...flags);
    expect(code, stderr).toBe(0);
    return id;
  }

  /** Waits until the run waits for its approval, and has stopped moving. */
  async asks(id: string): Promise<void> {
    const asks = async () => {
      const { results } = await this.client.workflow.getHandle(id).query<RunResult>('status');
      return results.some(({ status }) => status === 'waiting');
    };
    while (!(await asks().catch(() => false))) await delay(50);
  }

  async approve(id: string, phase = 'ask'): Promise<void> {
    const { code, stderr } = await this.project.cli('approve', id, phase);
    expect(code, stderr).toBe(0);
  }

  async result(id: string): Promise<RunResult> {
    const { stdout, stderr } = await this.project.cli('wait', id, '--json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as RunResult;
  }

  /** What the first agent of it has returned. */
  async outputOf(id: string): Promise<unknown> {
    const { results } = await this.result(id);
    return results[0]!.agents[0]!.output;
  }

  /** The same of a new run. */
  async output(file: string): Promise<unknown> {
    return this.outputOf(await this.start(file));
  }

  async eventsOf(id: string): Promise<unknown[]> {
    const { events } = await this.client.workflow.getHandle(id).fetchHistory();
    return (events ?? []).map(({ eventType }) => eventType);
  }

  async versionsOf(id: string): Promise<string[]> {
    const { searchAttributes } = await this.client.workflow.getHandle(id).describe();
    const used = (searchAttributes['TemporalUsedWorkerDeploymentVersions'] ?? []) as string[];
    return used.map((version) => version.slice(this.deployment.length + 1));
  }
}
