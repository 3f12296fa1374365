import type { Dependency } from '../definition/run-definition.ts';
import { isTolerated, type PhaseState } from './phase-state.ts';
import type { PhaseStatus } from './run-result.ts';

/** What the dependencies of a phase, all of them over, mean for it; neither where they are met. To be blocked weighs more than to be skipped. */
export function judge(
  { definition }: PhaseState,
  byName: ReadonlyMap<string, PhaseState>,
): { readonly blocks?: string; readonly skips?: string } {
  let skips: string | undefined;
  for (const edge of definition.dependsOn) {
    const on = byName.get(edge.phase)!;
    const verdict = verdictOf(edge, on);
    if (verdict === 'block') return { blocks: `it depends on phase "${edge.phase}", which ${said(on.status)}` };
    if (verdict === 'skip')
      skips ??= `it runs only if phase "${edge.phase}" ${said(edge.when!)}, and that ${said(on.status)}`;
  }
  return skips === undefined ? {} : { skips };
}

/** What a dependency that is over means for the phase behind it. */
type EdgeVerdict = 'met' | 'skip' | 'block';

function verdictOf({ when }: Dependency, on: PhaseState): EdgeVerdict {
  const { status } = on;
  const met =
    when === undefined
      ? status === 'success' || status === 'skipped' || isTolerated(on)
      : when === 'completed'
        ? status !== 'cancelled'
        : status === when;
  if (met) return 'met';
  // What ended well, but not in the way that this edge waits for, leaves nothing to do.
  return status === 'success' || status === 'skipped' || isTolerated(on) ? 'skip' : 'block';
}

function said(status: PhaseStatus | 'completed'): string {
  if (status === 'success') return 'succeeded';
  return status === 'failed' || status === 'completed' ? status : `was ${status}`;
}
