import { chmod, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import getPort from 'get-port';
import { beforeAll, expect, test } from 'vitest';
import { pythonEnvironment } from '../../src/python/python-environment.ts';
import type { RunStatusDocument } from '../../src/runs/run-status.ts';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project, type Running } from './project.ts';

// Made once for all tests, and for whoever runs them again.
beforeAll(async () => {
  await pythonEnvironment({ root: '/', env: process.env, onProgress: (line) => process.stderr.write(`${line}\n`) });
}, 600_000);

async function pythonProject(files: Readonly<Record<string, string>>): Promise<{ project: Project; worker: Running }> {
  const project = await newProject({ 'agents/every.py': AGENTS, ...files });
  return { project, worker: await pythonWorker(project) };
}

async function pythonWorker(project: Project, ...args: string[]): Promise<Running> {
  const worker = await project.worker('--python', ...args);
  await worker.says('Python worker ready');
  return worker;
}

const agentsOf = (result: RunResult) =>
  Object.fromEntries(result.results.flatMap(({ agents }) => agents).map((each) => [each.id, each]));

test('what Python agents measure is served with the worker’s metrics', async () => {
  const project = await newProject({
    'workflow.yaml': `
phases:
  - name: a
    agents: [{ id: counting, module: agents.counting, class: Counting, runtime: python }]
`,
    'agents/counting.py': `
class Counting:
    def run(self, context):
        for _ in range(1000):
            context.metrics.counter("rows", labels={"table": "cameras"})
        context.metrics.gauge("queue", 7)
        context.metrics.histogram("seconds", 0.2)
        context.metrics.gauge("rows", 1)
`,
  });
  const port = await getPort({ host: '127.0.0.1' });
  await pythonWorker(project, '--metrics-port', String(port));
  for (let run = 0; run < 2; run++) expect(await project.run()).toMatchObject({ code: 0 });
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('orchestrator_agent_rows{table="cameras"} 2000\n');
  expect(text).toContain('orchestrator_agent_queue 7\n');
  expect(text).toContain('orchestrator_agent_seconds_count 2\n');
  const logged = async () => (await project.cli('logs', '@last', '--task-queue', project.taskQueue)).stdout;
  // What a worker does not take it says once.
  const first = project.cli('list', '--task-queue', project.taskQueue, '--json');
  const [, { workflow_id: id }] = (JSON.parse((await first).stdout) as { runs: { workflow_id: string }[] }).runs as [
    unknown,
    { workflow_id: string },
  ];
  expect((await project.cli('logs', id)).stdout).toContain('The metric rows is a counter; as a gauge it was dropped.');
  expect(await logged()).not.toContain('it was dropped');
});

test('the smallest file and its Python agents run as they are', async () => {
  const { project, worker } = await pythonProject({
    'workflow.yaml': `
defaults: { runtime: python }
phases:
  - name: data_collection
    description: "Collect traffic data"
    parallel: true
    agents:
      - module: src.agents.data_collection.image_refresh_agent
        class: ImageRefreshAgent
        config_key: image_refresh
  - name: analytics
    parallel: false
    depends_on: [data_collection]
    agents:
      - module: src.agents.analytics.accident_detection_agent
        class: AccidentDetectionAgent
`,
    'agents.yaml': 'image_refresh: { cameras: [north, south] }',
    'src/agents/data_collection/image_refresh_agent.py': `
import asyncio
import subprocess
import sys
from typing import Any, Dict

class ImageRefreshAgent:
    def __init__(self, config: Dict[str, Any]):
        self.config = config

    async def run(self) -> Dict[str, Any]:
        await asyncio.sleep(0)
        sys.stdout.reconfigure(encoding="utf-8")
        print("refreshing", len(self.config["cameras"]), "cameras")
        subprocess.run(["echo", "said by a program"], check=True)
        return {"images": [f"{name}.jpg" for name in self.config["cameras"]]}
`,
    'src/agents/analytics/accident_detection_agent.py': `
import logging
from src.agents.data_collection.image_refresh_agent import ImageRefreshAgent

class AccidentDetectionAgent(ImageRefreshAgent):
    def __init__(self, config=None):
        super().__init__(config or {})

    def run(self):
        logging.getLogger(__name__).warning("no camera saw %s", "anything")
        return {"accidents": (), "config": self.config}
`,
  });
  const { code, result, stderr } = await project.run();
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('agent-not-found');
  expect(agentsOf(result)).toMatchObject({
    image_refresh_agent: { status: 'success', attempts: 1, output: { images: ['north.jpg', 'south.jpg'] } },
    accident_detection_agent: { status: 'success', output: { accidents: [], config: {} } },
  });
  await worker.says(/INFO {2}data_collection\/image_refresh_agent {2}refreshing 2 cameras/);
  await worker.says(/INFO {2}said by a program/);
  await worker.says(/WARN {2}analytics\/accident_detection_agent {2}no camera saw anything/);
});

test('failures have the types and the attempts that those of Node agents have', async () => {
  const { project } = await pythonProject({
    'agents/broken.py': 'import nothing_of_this_name',
    'workflow.yaml': `
defaults: { runtime: python, retry: { max_retries: 1, retry_delay: 1s } }
phases:
  - name: all
    parallel: true
    agents:
      - { id: raises, module: agents.every, class: Raises }
      - { id: listed, module: agents.every, class: Raises, retry: { non_retryable: [ValueError] } }
      - { id: at_last, module: agents.every, class: Raises, with: { times: 1 } }
      - { id: no_class, module: agents.every, class: Rises }
      - { id: no_module, module: agents.nothing, class: Raises }
      - { id: leads_out, module: agents.leads_out, class: Raises }
      - { id: imported, module: agents.every, class: Thread }
      - { id: dunder, module: agents.every, class: __loader__ }
      - { id: broken, module: agents.broken, class: Raises }
      - { id: config, module: agents.every, class: WantsConfig }
      - { id: not_json, module: agents.every, class: NotJson }
      - { id: too_large, module: agents.every, class: TooLarge }
      - { id: exits, module: agents.every, class: Exits, retry: { max_retries: 0 } }
`,
  });
  await symlink('/etc/hostname', join(project.folder, 'agents', 'leads_out.py'));
  const { result } = await project.run();
  const agents = agentsOf(result);
  const ends = Object.fromEntries(
    Object.values(agents).map(({ id, attempts, error }) => [id, [attempts, error?.type]]),
  );
  expect(ends).toEqual({
    raises: [2, 'ValueError'],
    listed: [1, 'ValueError'],
    at_last: [2, undefined],
    no_class: [1, 'agent-not-found'],
    no_module: [1, 'agent-not-found'],
    leads_out: [1, 'agent-not-found'],
    imported: [1, 'not-an-agent'],
    dunder: [1, 'agent-not-found'],
    broken: [1, 'agent-load-failed'],
    config: [1, 'bad-config'],
    not_json: [1, 'bad-result'],
    too_large: [1, 'result-too-large'],
    exits: [1, 'AgentExited'],
  });
  expect(agents['raises']!.error!.message).toBe('it does not work');
  expect(agents['no_class']!.error!.message).toContain('Did you mean Raises?');
  expect(agents['leads_out']!.error!.message).toContain('is a link that leads out of');
  expect(agents['not_json']!.error!.message).toBe('output.rows[1] is a set: return sorted(it) or list(it)');
  const handle = (await project.client()).workflow.getHandle(result.workflow_id);
  const { events } = await handle.fetchHistory();
  const failures = (events ?? []).flatMap((event) => event.activityTaskFailedEventAttributes?.failure ?? []);
  const raised = failures.find(({ message }) => message === 'it does not work');
  expect(raised?.stackTrace).toMatch(/agents\/every\.py", line \d+, in run/);
  expect(raised?.stackTrace).not.toContain('orchestrator_worker');
});

test('items, secrets and the cache are there for Python agents too', async () => {
  const project = await newProject({
    'agents/every.py': AGENTS,
    'secrets.env': 'CAMERA_TOKEN=tok-3141592653',
    'workflow.yaml': `
secrets: [CAMERA_TOKEN]
defaults: { runtime: python }
config: { camera: { token: "Bearer \${secret:CAMERA_TOKEN}", literal: "$\${secret:CAMERA_TOKEN}" } }
phases:
  - name: all
    parallel: true
    agents:
      - { id: each, module: agents.every, class: Echo, for_each: [north, south], with: { road: "\${{ item }}" } }
      - { id: secret, module: agents.every, class: Tells, config_key: camera }
      - { id: kept, module: agents.every, class: Echo, cache: { key: k, ttl: 1h } }
`,
  });
  await chmod(join(project.folder, 'secrets.env'), 0o600);
  const worker = await pythonWorker(project, '--secrets-file', 'secrets.env');
  const first = await project.run();
  expect(first.code, first.stderr).toBe(0);
  const agents = agentsOf(first.result);
  expect(agents['each']).toMatchObject({
    items: [
      { output: { item: 'north', item_index: 0, input: { road: 'north' }, agent: 'each' } },
      { output: { item: 'south', item_index: 1 } },
    ],
  });
  expect(agents['secret']).toMatchObject({
    output: { length: 21, shown: 'Bearer ***', literal: '${secret:CAMERA_TOKEN}' },
  });
  await worker.says(/all\/secret {2}using Bearer \*\*\*/);
  expect(agents['kept']).not.toHaveProperty('cached');
  const second = await project.run();
  expect(agentsOf(second.result)['kept']).toMatchObject({ cached: true, output: agents['kept']!.output });
  expect((await project.notes()).filter((note) => note === 'ran kept')).toHaveLength(1);
});

test('a cancel reaches agents that await and agents that do not; status shows their progress before', async () => {
  const { project } = await pythonProject({
    'workflow.yaml': `
defaults: { runtime: python }
phases:
  - name: work
    parallel: true
    agents:
      - { id: awaits, module: agents.every, class: Awaits }
      - { id: blocks, module: agents.every, class: Blocks }
`,
  });
  const { stdout } = await project.cli(
    'run',
    '-f',
    'workflow.yaml',
    '--detach',
    '--json',
    '--task-queue',
    project.taskQueue,
  );
  const { workflow_id: id } = JSON.parse(stdout) as { workflow_id: string };
  await project.hasNoted('began awaits');
  await project.hasNoted('began blocks');
  const status = async () => JSON.parse((await project.cli('status', id, '--json')).stdout) as RunStatusDocument;
  await expect
    .poll(async () => (await status()).results[0]!.agents.map(({ progress }) => progress), { timeout: 20_000 })
    .toEqual([
      { fraction: 0.25, text: 'a quarter' },
      { fraction: 0.5, text: 'half' },
    ]);
  const began = performance.now();
  const { code, stdout: end } = await project.cli('shutdown', id, '--json');
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(code).toBe(0);
  expect(JSON.parse(end)).toMatchObject({
    status: 'cancelled',
    results: [
      {
        agents: [
          { id: 'awaits', status: 'cancelled', attempts: 1 },
          { id: 'blocks', status: 'cancelled', attempts: 1 },
        ],
      },
    ],
  });
  expect(await project.notes()).toEqual(expect.arrayContaining(['CancelledError in awaits', 'told blocks True']));
});

test('a worker that is told to stop hands its agents over, with their checkpoints, and they lose no retry', async () => {
  const { project, worker } = await pythonProject({
    'workflow.yaml': `
defaults: { runtime: python, retry: { max_retries: 0 } }
phases: [{ name: only, parallel: true, agents: [{ id: hands, module: agents.every, class: Hands }, { id: finishes, module: agents.every, class: Finishes }] }]
`,
  });
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('attempt 1 of hands');
  await project.hasNoted('began finishes');
  await pythonWorker(project);
  worker.child.kill('SIGTERM');
  expect((await worker.finished).code).toBe(0);
  const { code, stdout, stderr } = await run.finished;
  expect(code, stderr).toBe(0);
  expect(agentsOf(JSON.parse(stdout) as RunResult)).toMatchObject({
    hands: { status: 'success', attempts: 2, output: { done: 'half' } },
    finishes: { status: 'success', attempts: 1, output: 'in time' },
  });
});

test(
  'an agent that does not end within 20 seconds of a shutdown is cancelled then, and started again elsewhere',
  { timeout: 180_000 },
  async () => {
    const { project, worker } = await pythonProject({
      'workflow.yaml': `
defaults: { runtime: python, retry: { max_retries: 0 } }
phases: [{ name: only, parallel: true, agents: [{ id: again, module: agents.every, class: Again }, { id: deaf, module: agents.every, class: Deaf }] }]
`,
    });
    const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
    await project.hasNoted('attempt 1 of again');
    await project.hasNoted('attempt 1 of deaf');
    await pythonWorker(project);
    worker.child.kill('SIGTERM');
    const began = performance.now();
    await worker.finished;
    expect((performance.now() - began) / 1000).toBeGreaterThan(19);
    expect((performance.now() - began) / 1000).toBeLessThan(29);
    const { stdout, stderr } = await run.finished;
    expect(agentsOf(JSON.parse(stdout) as RunResult), stderr).toMatchObject({
      again: { status: 'success', attempts: 2 },
      deaf: { status: 'success', attempts: 2 },
    });
  },
);

test('a worker that is killed takes its Python worker with it, and another one runs the agent again', async () => {
  const { project, worker } = await pythonProject({
    'workflow.yaml': `
defaults: { runtime: python, heartbeat_timeout: 3s, retry: { max_retries: 1, retry_delay: 1s } }
phases: [{ name: only, agents: [{ id: again, module: agents.every, class: Again }] }]
`,
  });
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('attempt 1 of again');
  const pid = Number(await readFile(join(project.folder, 'pid.txt'), 'utf8'));
  worker.child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  await pythonWorker(project);
  const { stdout } = await run.finished;
  expect(agentsOf(JSON.parse(stdout) as RunResult)['again']).toMatchObject({ status: 'success', attempts: 2 });
});

test('a Python worker that dies is started again, and that is said', async () => {
  const { project, worker } = await pythonProject({
    'workflow.yaml': `
defaults: { runtime: python, heartbeat_timeout: 3s, retry: { max_retries: 1, retry_delay: 1s } }
phases: [{ name: only, agents: [{ id: dies, module: agents.every, class: Dies }] }]
`,
  });
  const { code, result } = await project.run();
  expect(code).toBe(0);
  expect(agentsOf(result)['dies']).toMatchObject({ attempts: 2, output: 'alive' });
  await worker.says(/ERROR The Python worker was ended by SIGABRT\. It is started again in 1 s\./);
});

test('a run whose Python agents nobody takes says how to start a worker for them', async () => {
  const project = await newProject({
    'agents/every.py': AGENTS,
    'workflow.yaml':
      'phases: [{ name: only, agents: [{ id: echo, module: agents.every, class: Echo, runtime: python }] }]',
  });
  const node = await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await run.says(
    `so Python agents wait; start one with \`orchestrator worker --task-queue ${project.taskQueue} --python\``,
  );
  await pythonWorker(project);
  expect((await run.finished).code).toBe(0);
  expect(node.child.exitCode).toBeNull();
});

test('run --dev starts a Python worker where a definition needs one, and says what is missing where it cannot', async () => {
  const project = await newProject({
    'agents/every.py': AGENTS,
    'workflow.yaml':
      'phases: [{ name: only, agents: [{ id: echo, module: agents.every, class: Echo, runtime: python }] }]',
  });
  const args = ['run', '-f', 'workflow.yaml', '--dev', '--json', '--task-queue', project.taskQueue];
  const { code, stdout, stderr } = await project.start(args).finished;
  expect(code, stderr).toBe(0);
  expect(agentsOf(JSON.parse(stdout) as RunResult)['echo']).toMatchObject({ output: { agent: 'echo' } });
  const without = await project.start([...args, '--python-bin', './nope']).finished;
  expect(without.code).toBe(1);
  expect(without.stderr).toContain('need Python 3.10 or newer, and there is none');
  expect(without.stderr).toContain('name an interpreter with --python-bin');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const AGENTS = `
import asyncio, os, time
from threading import Thread

def note(text):
    with open("notes.txt", "a") as file:
        file.write(text + "\\n")

class Echo:
    def run(self, context):
        note("ran " + context.agent)
        return {"item": context.item, "item_index": context.item_index, "input": context.input, "agent": context.agent}

class Raises:
    async def run(self, context):
        if context.attempt > context.input.get("times", 9):
            return "at last"
        raise ValueError("it does not work")

class WantsConfig:
    def __init__(self, config):
        self.url = config["url"]

    def run(self): ...

class NotJson:
    def run(self):
        return {"rows": [1, {2}]}

class TooLarge:
    def run(self):
        return "x" * 100_000_000

class Exits:
    def run(self):
        os.sys.exit(3)

class Tells:
    def __init__(self, config):
        self.config = config

    def run(self):
        print("using", self.config["token"])
        return {"length": len(self.config["token"]), "shown": self.config["token"], "literal": self.config["literal"]}

class Awaits:
    async def run(self, context):
        context.progress(0.25, "a quarter")
        note("began awaits")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            note("CancelledError in awaits")
            raise

class Blocks:
    def run(self, context):
        context.progress(0.5, "half")
        note("began blocks")
        note(f"told blocks {context.cancelled.wait(60)}")
        return "too late"

class Hands:
    async def run(self, context):
        note(f"attempt {context.attempt} of hands")
        if context.last_checkpoint:
            return context.last_checkpoint
        context.checkpoint({"done": "half"})
        await context.stopping
        raise RuntimeError("stopping")

class Finishes:
    def run(self, context):
        note("began finishes")
        context.stopping.wait()
        time.sleep(1)
        return "in time"

class Again:
    async def run(self, context):
        with open("pid.txt", "w") as file:
            file.write(str(os.getpid()))
        note(f"attempt {context.attempt} of again")
        if context.attempt == 1:
            await asyncio.sleep(120)

class Deaf:
    def run(self, context):
        note(f"attempt {context.attempt} of deaf")
        if context.attempt == 1:
            time.sleep(120)

class Dies:
    def run(self, context):
        if context.attempt == 1:
            os.abort()
        return "alive"
`;
