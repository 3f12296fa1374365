import { join } from 'node:path';
import { findTarget, isLocal } from '../connection/target.ts';
import { formatProblems } from '../definition/format-problems.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment, payloadStoreVariable, STATE_FOLDER } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { planFile } from '../plan/plan-file.ts';
import { planText } from '../plan/plan-text.ts';
import { parseStoreAddress } from '../storage/store-address.ts';
import type { PlanFlags } from './plan.ts';
import { printJson } from './report-error.ts';

/** `orchestrator plan`: whether the definition can run. */
export function showPlan({ file, input, inputFile, payloadStore, json }: PlanFlags): boolean {
  const root = process.cwd();
  const { name, plan } = planFile(file, {
    environment,
    inputs: withoutUndefined({ arguments: input, file: inputFile }),
    root,
    payloadsAreKept: hasStore(payloadStore ?? payloadStoreVariable(), root),
  });
  const canRun = plan.problems.every(({ severity }) => severity === 'warning');
  if (json) printJson(plan);
  else {
    process.stderr.write(formatProblems(plan.problems, styleOf(process.stderr, environment).colors));
    if (name !== undefined && canRun)
      process.stdout.write(planText(name, plan, styleOf(process.stdout, environment).colors));
  }
  return canRun;
}

/** As for a run: what was said, else a folder of the project if Temporal runs on this machine. */
function hasStore(written: string | undefined, root: string): boolean {
  return written === undefined
    ? isLocal(findTarget(join(root, STATE_FOLDER)))
    : parseStoreAddress(written).kind !== 'none';
}
