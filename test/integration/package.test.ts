import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newProject, type Project } from './project.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'orchestrator-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(command: string, args: readonly string[], options: { cwd: string; env?: Record<string, string> }) {
  const env = { PATH: process.env['PATH']!, HOME: process.env['HOME']!, CI: 'true', ...options.env };
  return promisify(execFile)(command, args, { ...options, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

/** What `npm publish` would send. It was built before the tests; a build now would write what other tests are using. */
let tarball: string;
beforeAll(async () => {
  const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: root });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  tarball = join(folder, filename);
}, 120_000);

describe('the package', () => {
  const tool = (name: string) => join(root, 'node_modules', '.bin', name);

  test('has nothing that publint warns of', async () => {
    expect(await run(tool('publint'), ['run', tarball, '--strict'], { cwd: folder })).toMatchObject({ code: 0 });
  });

  test('has the types of what is imported, for Node and for bundlers; it is for ES modules only', async () => {
    const checked = await run(tool('attw'), [tarball, '--profile', 'esm-only', '--format', 'json'], { cwd: folder });
    const { analysis } = JSON.parse(checked.stdout) as { analysis: { entrypoints: object } };
    expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(['.', './agent', './testing']));
    expect(checked.code).toBe(0);
  });
});

const WORKFLOW = (module: string) =>
  `phases: [{ name: greet, agents: [{ id: hello, module: ${module}, class: HelloAgent, with: { name: Ada } }] }]\noutputs: { text: "\${{ phases.greet.outputs.hello }}" }\n`;

/** Of CommonJS, as `npm init` makes one, with an agent and a program that import what there is. */
const PLAIN = {
  'package.json': JSON.stringify({ name: 'plain', private: true }),
  'workflow.yaml': WORKFLOW('agents.hello'),
  'agents/hello.mjs': `import { Agent } from 'orchestrator/agent';
export class HelloAgent extends Agent {
  run({ input }) { return 'Hello, ' + input.name; }
}`,
  'main.cjs': `async function main() {
  const { Orchestrator } = await import('orchestrator');
  const { simulate, testContext } = await import('orchestrator/testing');
  const { HelloAgent } = await import('./agents/hello.mjs');
  const direct = new HelloAgent().run(testContext({ input: { name: 'Bob' } }));
  const simulated = await simulate('workflow.yaml', { agents: { 'greet/hello': { output: 'mocked' } } });
  const options = { configPath: 'workflow.yaml', taskQueue: process.argv[2], embeddedServer: false };
  const orchestrator = new Orchestrator(options);
  const result = await orchestrator.run();
  const id = 'packed-' + process.argv[2];
  const { times } = await orchestrator.schedules.create(id, { cron: '0 6 * * 1-5', paused: true });
  const triggered = await orchestrator.schedules.trigger(id);
  await orchestrator.schedules.delete(id);
  const mine = triggered.startsWith(id);
  console.log(JSON.stringify([direct, simulated.outputs, result.status, result.outputs, times, mine]));
}
main();`,
};

/** With the strictest settings; the types of its dependencies are not looked at, those of this package are. */
const TYPED = {
  'typed/package.json': JSON.stringify({ name: 'typed', private: true, type: 'module' }),
  'typed/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      module: 'nodenext',
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
  }),
  'typed/workflow.yaml': WORKFLOW('agents.hello'),
  'typed/agents/hello.ts': `import { Agent, type AgentContext, type JsonObject } from 'orchestrator/agent';
export class HelloAgent extends Agent<JsonObject, string, { name: string }> {
  override run({ input }: AgentContext<JsonObject, { name: string }>): string {
    return \`Hello, \${input.name}\`;
  }
}`,
  'typed/use.ts': `import { Orchestrator, DefinitionError, ScheduleError, type RunResult, type ScheduleDocument } from 'orchestrator';
import { testContext, simulate, type SimulatedResult } from 'orchestrator/testing';
import { HelloAgent } from './agents/hello.ts';

const text: string = new HelloAgent().run(testContext({ input: { name: 'Ada' } }));
const orchestrator = new Orchestrator({ configPath: 'workflow.yaml', retryConfig: { maxRetries: 3, retryDelay: 5 } });
export const result: Promise<RunResult> = orchestrator.run({ inputs: { text } });
export const simulated: Promise<SimulatedResult> = simulate('workflow.yaml', {});
export const names: readonly string[] = orchestrator.getDependencyGraph().nodes.map(({ name }) => name);
export const isOurs = (error: unknown): boolean => error instanceof DefinitionError && error.problems.length > 0;
export const schedule: Promise<ScheduleDocument> = orchestrator.schedules.create('often', { every: ['15m', 60] });
export const isOfSchedules = (error: unknown): boolean => error instanceof ScheduleError;
// @ts-expect-error There is no such policy.
void orchestrator.schedules.create('never', { every: '1h', overlap: 'sometimes' });
// @ts-expect-error maxRetries is a number: had the types been lost, anything would do.
new Orchestrator({ retryConfig: { maxRetries: 'three' } });`,
};

describe('a project that installs the package', () => {
  async function installed(): Promise<Project> {
    const project = await newProject({ ...PLAIN, ...TYPED });
    const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
    const { code, stderr } = await run('npm', ['install', tarball, ...options], { cwd: project.folder });
    expect(code, stderr).toBe(0);
    return project;
  }

  test('uses commands, library, agents and tests from JavaScript and TypeScript', { timeout: 300_000 }, async () => {
    const project = await installed();
    const { folder: cwd, env, taskQueue } = project;
    const main = await run(process.execPath, ['main.cjs', taskQueue], { cwd, env });
    expect(main).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(main.stdout)).toEqual([
      'Hello, Bob',
      { text: 'mocked' },
      'success',
      { text: 'Hello, Ada' },
      ['minute=0 hour=6 dayOfWeek=MON-FRI'],
      true,
    ]);

    const bin = join(cwd, 'node_modules', '.bin', 'orchestrator');
    const typed = { cwd: join(cwd, 'typed'), env };
    const { version } = JSON.parse((await run('npm', ['ls', 'orchestrator', '--json'], { cwd })).stdout).dependencies
      .orchestrator as { version: string };
    expect((await run(bin, ['--version'], typed)).stdout).toContain(version);
    expect(await run(bin, ['validate', '-f', 'workflow.yaml', '--strict'], typed)).toMatchObject({ code: 0 });
    const agent = ['agent', 'run', 'agents.hello', 'HelloAgent', '--with', '{"name": "Eve"}'];
    expect((await run(bin, agent, typed)).stdout).toContain('Hello, Eve');

    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(await run(process.execPath, [tsc, '-p', '.'], typed)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
