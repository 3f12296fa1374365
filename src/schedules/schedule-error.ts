/** A schedule that cannot be made, found or changed as asked: what is wrong, and what to do. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
}
