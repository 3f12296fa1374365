import { setTimeout as delay } from 'node:timers/promises';

/** Ends the processes of a group: asks them, and after `grace` milliseconds kills those that are left. */
export async function endGroup(group: number, grace = 5000): Promise<void> {
  if (grace > 0) kill(group, 'SIGTERM');
  for (const until = performance.now() + grace; performance.now() < until; await delay(20)) {
    if (!kill(group, 0)) return;
  }
  kill(group, 'SIGKILL');
}

/** False if there is nobody left. */
function kill(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    // Of another user: it is there, and cannot be ended by us.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
