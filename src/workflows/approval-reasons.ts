import { formatDuration } from '../definition/duration.ts';
import type { ApprovalDefinition } from '../definition/run-definition.ts';
import type { Decision } from './messages.ts';

/** What a person has decided, as the reason of the phase. */
export function decidedReason({ by, comment }: Pick<Decision, 'by' | 'comment'>, approved: boolean): string {
  return `${said(approved)}${by ? ` by ${by}` : ''}${comment ? `: ${comment}` : ''}`;
}

/** What it means that nobody decided in time. */
export function undecided({ timeout = 0, onTimeout }: ApprovalDefinition): { approved: boolean; reason: string } {
  const reason = `there was no decision within ${formatDuration(timeout)}, which is to ${onTimeout}`;
  return { approved: onTimeout === 'approve', reason };
}

export const said = (approved: boolean): string => (approved ? 'approved' : 'rejected');
