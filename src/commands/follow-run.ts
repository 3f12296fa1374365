import { withoutUndefined } from '../definition/without-undefined.ts';
import { drawsInPlace, environment } from '../environment.ts';
import { chooseView, type Progress } from '../follow/choose-view.ts';
import { endBlock } from '../follow/end-block.ts';
import { ourName } from '../our-name.ts';
import { homeFolder } from '../logs/attempt-file.ts';
import type { LogSource } from '../logs/kept-logs.ts';
import { lastLines } from '../logs/last-lines.ts';
import { styleOf } from '../follow/style.ts';
import { Orchestrator } from '../orchestrator.ts';
import type { OrchestratorOptions, RunOptions } from '../orchestrator-options.ts';
import { whyUnserved } from '../runs/why-unserved.ts';
import { detachKey } from './detach-key.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { interruptible } from './interruptible.ts';
import { openLogFile } from './log-file.ts';
import { nextSteps } from './next-steps.ts';
import { printJson, UsageError } from './report-error.ts';

/** What every command takes that starts a run and follows it. */
export interface FollowFlags {
  readonly file: string;
  readonly json?: boolean;
  readonly dev?: boolean;
  readonly id?: string;
  readonly detach?: boolean;
  readonly taskQueue: string;
  readonly maxAgents?: number;
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
  readonly payloadStore?: string;
  readonly encryptionKeys?: string;
  readonly allowPlainPayloads?: boolean;
  readonly pythonBin?: string;
  readonly progress: Progress;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

/** Which run, and how it is started. */
export interface RunToFollow {
  /** What only this command has to say to the orchestrator. */
  readonly options?: OrchestratorOptions;
  /** Before anything is opened or started. @throws for what is wrong with the command */
  readonly check?: (orchestrator: Orchestrator) => void;
  readonly start: (orchestrator: Orchestrator, options: RunOptions) => Promise<{ workflowId: string; runId: string }>;
  readonly run: (orchestrator: Orchestrator, options: RunOptions) => Promise<Awaited<ReturnType<Orchestrator['run']>>>;
  /** Whether the run's definition is the one in the file, so that its lines can be shown. */
  readonly isOfFile: boolean;
}

/** Starts a run, shows it until it ends, and gives the exit code. */
export async function followRun(flags: FollowFlags, what: RunToFollow): Promise<number> {
  if (flags.detach && flags.dev)
    throw new UsageError(
      '--detach leaves the run to a worker elsewhere, and --dev has the worker in this process: use one of them',
    );
  const style = styleOf(process.stderr, environment);
  const say = (line: string) => {
    if (flags.progress === 'json') process.stderr.write(`${JSON.stringify({ note: line })}\n`);
    else if (flags.progress !== 'quiet') process.stderr.write(`${style.colors.dim(line)}\n`);
  };
  const starting = new AbortController();
  const log = flags.dev ? openLogFile(say) : undefined;
  const orchestrator = new Orchestrator({
    ...optionsIn(flags),
    ...what.options,
    onProgress: say,
    onLog: log?.write ?? (() => {}),
    signal: starting.signal,
  });
  what.check?.(orchestrator);
  const options = { noWait: !flags.wait, ...(flags.id === undefined ? {} : { id: flags.id }) };
  if (flags.detach) return printStarted(await what.start(orchestrator, options), flags);

  const interrupt = interruptible(orchestrator, starting, flags);
  const key = detachKey(flags.progress);
  let url: string | undefined;
  let started: { readonly workflowId: string; readonly runId: string } | undefined;
  let logs: { readonly sources: readonly LogSource[]; readonly folder: string } | undefined;
  const view: RunOptions['view'] = ({ session, workflowId, runId, definition }) => {
    url = session.urlOf(workflowId, runId);
    logs = { sources: session.logSources, folder: homeFolder({ workflowId, runId }) };
    say(`run ${workflowId}${url ? `  ${url}` : ''}`);
    const chosen = chooseView(flags.progress, { style, definition, drawsInPlace: drawsInPlace(), hint: key.hint });
    const hasWorker = async () => (await whyUnserved(session.client, flags.taskQueue, 'runs')) === undefined;
    interrupt.began({ workflowId, view: chosen, hasWorker });
    started = { workflowId, runId };
    key.pressed.addEventListener('abort', () => {
      // From here on Ctrl-C ends this process, not the run.
      interrupt.ended();
      key.stop();
      if (flags.dev)
        say('Leaving: the worker in this process hands over what its agents are at. Ctrl-C leaves at once.');
    });
    key.listen();
    return chosen;
  };
  try {
    const result = await what.run(orchestrator, { ...options, view, leave: key.pressed });
    if (flags.json) printJson(result);
    else {
      const { sources, folder } = logs ?? { sources: [], folder: '' };
      const block = endBlock(result, {
        style: styleOf(process.stdout, environment),
        columns: process.stdout.columns || 100,
        ...(url === undefined ? {} : { url }),
        placeOf: (phase, agent) => (what.isOfFile ? orchestrator.placeOf(phase, agent) : undefined),
        lastLines: await lastLines(result, sources, folder),
        next: nextSteps(result, flags),
      });
      process.stdout.write(`\n${block}\n`);
    }
    return exitCodeOf(result.status);
  } catch (error) {
    if (!started || !key.pressed.aborted || error !== key.pressed.reason) throw error;
    return printStarted(started, flags);
  } finally {
    key.stop();
    interrupt.ended();
    log?.close();
  }
}

function optionsIn(flags: FollowFlags): OrchestratorOptions {
  const { file, taskQueue, dev = false, maxAgents, secretsFile, secretsCommand, pythonBin } = flags;
  const { payloadStore, encryptionKeys, allowPlainPayloads } = flags;
  return {
    configPath: file,
    taskQueue,
    worker: dev,
    embeddedServer: dev,
    handleSignals: false,
    ...withoutUndefined({ maxAgents, secretsFile, secretsCommand, pythonBin }),
    ...withoutUndefined({ payloadStore, encryptionKeys, allowPlainPayloads }),
  };
}

function printStarted(
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  { json, dev, taskQueue }: FollowFlags,
): number {
  if (json) printJson({ workflow_id: workflowId, run_id: runId, status: 'running' });
  else if (dev)
    process.stdout.write(
      `${workflowId}\n  It waits for a worker, unless another one serves the task queue "${taskQueue}": \`${ourName()} dev\` goes on with it.\n`,
    );
  else
    process.stdout.write(
      `${workflowId}\n  Follow it with \`${ourName()} watch ${workflowId}\`, wait for its end with \`${ourName()} wait ${workflowId}\`.\n`,
    );
  return EXIT.success;
}
