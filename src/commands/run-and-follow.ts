import type { Problem } from '../definition/problem.ts';
import { formatProblems } from '../definition/format-problems.ts';
import { environment, isCI } from '../environment.ts';
import { chooseView } from '../follow/choose-view.ts';
import { endBlock } from '../follow/end-block.ts';
import { styleOf } from '../follow/style.ts';
import { Orchestrator } from '../orchestrator.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import { openLogFile } from './log-file.ts';
import { ourName } from '../follow/our-name.ts';
import { nextSteps } from './next-steps.ts';
import { printJson, UsageError } from './report-error.ts';
import type { RunFlags } from './run.ts';

/** `orchestrator run`: starts a run, shows it until it ends, and gives the exit code. */
export async function runAndFollow(flags: RunFlags): Promise<number> {
  if (flags.detach && flags.dev)
    throw new UsageError(
      '--detach leaves the run to a worker elsewhere, and --dev has the worker in this process: use one of them',
    );
  const style = styleOf(process.stderr, environment);
  const say = (line: string) =>
    void (flags.progress === 'quiet' || process.stderr.write(`${style.colors.dim(line)}\n`));
  const starting = new AbortController();
  const log = flags.dev ? openLogFile() : undefined;
  const orchestrator = new Orchestrator({
    ...orchestratorOptions(flags),
    onProgress: say,
    onLog: log?.write ?? (() => {}),
    signal: starting.signal,
  });
  warn(orchestrator.validateConfig());
  if (flags.metricsPort !== undefined) orchestrator.enableMonitoring({ metricsPort: flags.metricsPort });
  if (flags.detach) return startOnly(orchestrator, flags);

  const interrupt = interruptible(orchestrator, starting);
  let url: string | undefined;
  const follow = {
    ...(flags.id === undefined ? {} : { id: flags.id }),
    view: (session: { urlOf(id: string, run?: string): string | undefined }, workflowId: string, runId: string) => {
      url = session.urlOf(workflowId, runId);
      say(`run ${workflowId}${url ? `  ${url}` : ''}`);
      const view = chooseView(flags.progress, { style, graph: orchestrator.getDependencyGraph(), ci: isCI() });
      interrupt.began(workflowId, view);
      return view;
    },
  };
  try {
    const result =
      flags.phase === undefined ? await orchestrator.run(follow) : await orchestrator.runPhase(flags.phase, follow);
    if (flags.json) printJson(result);
    else printEnd(result, orchestrator, flags, { url, logFile: log?.file });
    return exitCodeOf(result.status);
  } finally {
    interrupt.ended();
    log?.close();
  }
}

function orchestratorOptions({
  file,
  taskQueue,
  dev = false,
  maxRetries,
  retryDelay,
  maxWorkers,
  maxAgents,
  payloadStore,
  secretsFile,
  secretsCommand,
  pythonBin,
}: RunFlags) {
  return {
    configPath: file,
    taskQueue,
    worker: dev,
    embeddedServer: dev,
    handleSignals: false,
    retryConfig: {
      ...(maxRetries === undefined ? {} : { maxRetries }),
      ...(retryDelay === undefined ? {} : { retryDelay: retryDelay / 1000 }),
    },
    ...(maxWorkers === undefined ? {} : { maxWorkers }),
    ...(maxAgents === undefined ? {} : { maxAgents }),
    ...(payloadStore === undefined ? {} : { payloadStore }),
    ...(secretsFile === undefined ? {} : { secretsFile }),
    ...(secretsCommand === undefined ? {} : { secretsCommand }),
    ...(pythonBin === undefined ? {} : { pythonBin }),
  };
}

async function startOnly(orchestrator: Orchestrator, flags: RunFlags): Promise<number> {
  const { id, phase } = flags;
  const { workflowId, runId } = await orchestrator.start({
    ...(id === undefined ? {} : { id }),
    ...(phase === undefined ? {} : { phase }),
  });
  if (flags.json) printJson({ workflow_id: workflowId, run_id: runId, status: 'running' });
  else
    process.stdout.write(
      `${workflowId}\n  See it with \`${ourName()} status ${workflowId}\`, wait for its end with \`${ourName()} wait ${workflowId}\`.\n`,
    );
  return EXIT.success;
}

function warn(problems: readonly Problem[]): void {
  if (problems.length > 0) process.stderr.write(formatProblems(problems));
}

function printEnd(
  result: RunResult,
  orchestrator: Orchestrator,
  flags: RunFlags,
  extra: { url: string | undefined; logFile: string | undefined },
): void {
  const block = endBlock(result, {
    style: styleOf(process.stdout, environment),
    columns: process.stdout.columns || 100,
    ...(extra.url === undefined ? {} : { url: extra.url }),
    placeOf: (phase, agent) => orchestrator.placeOf(phase, agent),
    next: nextSteps(result, flags, extra.logFile),
  });
  process.stdout.write(`\n${block}\n`);
}
