import { formatProblems } from '../definition/format-problems.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { followRun } from './follow-run.ts';
import type { RunFlags } from './run.ts';

/** `orchestrator run`. */
export async function runAndFollow(flags: RunFlags): Promise<number> {
  const { maxRetries, retryDelay, maxWorkers, metricsPort, otlp, phase, input, inputFile } = flags;
  const retryConfig = withoutUndefined({
    maxRetries,
    retryDelay: retryDelay === undefined ? undefined : retryDelay / 1000,
  });
  const inputsFor = (orchestrator: Orchestrator) =>
    orchestrator.readInputs(withoutUndefined({ arguments: input, file: inputFile }));
  return followRun(flags, {
    options: { retryConfig, ...withoutUndefined({ maxWorkers, otlp }) },
    check(orchestrator) {
      process.stderr.write(formatProblems(orchestrator.validateConfig(), styleOf(process.stderr, environment).colors));
      if (metricsPort !== undefined) orchestrator.enableMonitoring({ metricsPort });
    },
    start: (orchestrator, options) =>
      orchestrator.start({ ...options, inputs: inputsFor(orchestrator), ...withoutUndefined({ phase }) }),
    run(orchestrator, options) {
      const all = { ...options, inputs: inputsFor(orchestrator) };
      return phase === undefined ? orchestrator.run(all) : orchestrator.runPhase(phase, all);
    },
    isOfFile: true,
  });
}
