import type { Problem } from '../definition/problem.ts';
import type { RunPlan } from '../plan-run.ts';
import { checkSize } from '../runs/start-run.ts';
import { planOf, type Plan } from './plan.ts';

export interface PlanOfRunOptions {
  readonly payloadsAreKept: boolean;
  readonly problems: readonly Problem[];
}

/** The plan of a run that is known to be right, such as a rerun. @throws StartTooLargeError */
export function planOfRun(run: RunPlan, { payloadsAreKept, problems }: PlanOfRunOptions): Plan {
  const { definition, inputs, reuse } = run;
  if (!payloadsAreKept) checkSize(run);
  return { name: definition.name, ...planOf(definition, inputs, { payloadsAreKept, reuse }), problems };
}
