import type { PhaseAgents } from './phase-agents.ts';
import { endOfPhase } from './phase-end.ts';
import type { PhaseState } from './phase-state.ts';
import type { Reuse } from './reuse.ts';
import type { PhaseStatus } from './run-result.ts';

/** Ends a phase of which nothing runs, since only another one may: with what there is of the earlier run. `undefined` for one that may. */
export function sealPhase(
  phase: PhaseState,
  agents: PhaseAgents,
  reuse: Reuse,
): { status: PhaseStatus; reason?: string } | undefined {
  const reason = reuse.sealed(phase);
  if (reason === undefined) return undefined;
  agents.seal(reuse, reason);
  if (!phase.definition.workflow) return endOfPhase(phase);
  const given = reuse.outputsOf(phase);
  if (!given) return { status: 'skipped', reason };
  phase.outputs = given;
  return { status: 'success', reason: reuse.reason };
}
