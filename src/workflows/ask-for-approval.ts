import { renderText, type Variables } from '../definition/expression/evaluate.ts';
import type { ApprovalDefinition } from '../definition/run-definition.ts';
import type { PhaseState } from './phase-state.ts';

/** Has a phase wait for a decision. @throws ExpressionError of the prompt */
export function askForApproval(
  phase: PhaseState,
  { prompt, timeout }: ApprovalDefinition,
  variables: Variables,
  now: number,
): void {
  const asked = renderText(prompt, variables);
  phase.approval = { prompt: asked, ...(timeout === undefined ? {} : { until: now + timeout }) };
  phase.status = 'waiting';
  phase.reason = `waits for an approval: ${asked}`;
}
