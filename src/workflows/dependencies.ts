import type { Variables } from '../definition/expression/evaluate.ts';
import type { Dependency } from '../definition/run-definition.ts';
import { falseCondition } from './false-condition.ts';
import { isTolerated, type PhaseState } from './phase-state.ts';
import type { PhaseStatus } from './run-result.ts';

/** Why a phase does not start, and what it is for that. */
export interface Obstacle {
  readonly status: 'blocked' | 'skipped';
  readonly reason: string;
}

/**
 * What keeps a phase whose dependencies are over from starting, if anything does. To be blocked weighs more than to be
 * skipped, and a condition is not even evaluated where a dependency is not met. @throws ExpressionError
 */
export function obstacleTo(
  { definition }: Pick<PhaseState, 'definition'>,
  byName: ReadonlyMap<string, PhaseState>,
  variables: Variables,
): Obstacle | undefined {
  let skips: string | undefined;
  for (const edge of definition.dependsOn) {
    const on = byName.get(edge.phase)!;
    const verdict = verdictOf(edge, on);
    if (verdict === 'block')
      return { status: 'blocked', reason: `it depends on phase "${edge.phase}", which ${said(on.status)}` };
    if (verdict === 'skip')
      skips ??= `it runs only if phase "${edge.phase}" ${said(edge.when!)}, and that ${said(on.status)}`;
  }
  const reason = skips ?? falseCondition(definition.if, variables);
  return reason === undefined ? undefined : { status: 'skipped', reason };
}

/** What a dependency that is over means for the phase behind it. */
type EdgeVerdict = 'met' | 'skip' | 'block';

function verdictOf({ when }: Dependency, on: PhaseState): EdgeVerdict {
  const { status } = on;
  const endedWell = status === 'success' || status === 'skipped' || isTolerated(on);
  // A phase is cancelled only with its run, and then nothing is decided any more.
  const met = when === undefined ? endedWell : when === 'completed' || status === when;
  if (met) return 'met';
  // What ended well, but not in the way that this edge waits for, leaves nothing to do.
  return endedWell ? 'skip' : 'block';
}

function said(status: PhaseStatus | 'completed'): string {
  if (status === 'success') return 'succeeded';
  return status === 'failed' || status === 'completed' ? status : `was ${status}`;
}
