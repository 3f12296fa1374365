import { ServiceError } from '@temporalio/client';
import { ScheduleError } from './schedule-error.ts';

const INVALID_ARGUMENT = 3;

/** What the server does not take although it was checked here, in the server's words; anything else as it is. */
export function refusedByServer(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { code, details } = (error.cause ?? {}) as { code?: number; details?: string };
  return code === INVALID_ARGUMENT
    ? new ScheduleError(`Temporal refuses the schedule: ${details}`, { cause: error })
    : error;
}
