import { withoutUndefined } from '../definition/without-undefined.ts';
import { followRun } from './follow-run.ts';
import type { RerunFlags } from './rerun.ts';

/** `orchestrator rerun`. */
export async function rerunAndFollow(run: string, flags: RerunFlags): Promise<number> {
  const { from, only, latest } = flags;
  const again = withoutUndefined({ from, only, latest });
  return followRun(flags, {
    start: (orchestrator, options) => orchestrator.startRerun(run, { ...options, ...again }),
    run: (orchestrator, options) => orchestrator.rerun(run, { ...options, ...again }),
    isOfFile: latest ?? false,
  });
}
