import { formatProblems } from '../definition/format-problems.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { keepsPayloads } from '../plan/keeps-payloads.ts';
import { planFile } from '../plan/plan-file.ts';
import { planText } from '../plan/plan-text.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanFlags } from './plan.ts';
import { printJson, UsageError } from './report-error.ts';

/** `orchestrator plan`: whether the definition can run. */
export async function showPlan(flags: PlanFlags): Promise<boolean> {
  const { name, ...plan } = flags.fromRun === undefined ? ofFile(flags) : await ofRerun(flags.fromRun, flags);
  const canRun = plan.problems.every(({ severity }) => severity === 'warning');
  if (flags.json) printJson(plan);
  else {
    process.stderr.write(formatProblems(plan.problems, styleOf(process.stderr, environment).colors));
    if (name !== undefined && canRun)
      process.stdout.write(planText(name, plan, styleOf(process.stdout, environment).colors));
  }
  return canRun;
}

function ofFile({ file, input, inputFile, payloadStore, ...again }: PlanFlags): Plan {
  for (const flag of ['failed', 'from', 'only', 'latest'] as const)
    if (again[flag] !== undefined)
      throw new UsageError(`--${flag} is about a run that is to run again: say which with --from-run RUN`);
  const root = process.cwd();
  return planFile(file, {
    environment,
    inputs: withoutUndefined({ arguments: input, file: inputFile }),
    root,
    payloadsAreKept: keepsPayloads(payloadStore, root),
  });
}

/** Without a rerun no server is asked, and nothing of the client is loaded. */
async function ofRerun(run: string, flags: PlanFlags): Promise<Plan> {
  const { file, taskQueue, payloadStore, encryptionKeys, from, only, latest } = flags;
  const { Orchestrator } = await import('../orchestrator.ts');
  const orchestrator = new Orchestrator({
    configPath: file,
    taskQueue,
    embeddedServer: false,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
    ...withoutUndefined({ payloadStore, encryptionKeys }),
  });
  return orchestrator.planRerun(run, withoutUndefined({ from, only, latest }));
}
