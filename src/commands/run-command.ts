import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { command, encryptionKeysOption, payloadStoreOption, taskQueueOption } from './options.ts';
import { withSession, type SessionFlags } from './with-session.ts';

/** What every command on a run takes. */
export interface RunCommandFlags extends SessionFlags {
  readonly json?: boolean;
  readonly taskQueue: string;
}

/** A command on a run, with an example of its use. */
export function runCommand(name: string, description: string, example: string): Command {
  return command(name, `${description} RUN is a Workflow ID, or @last.`)
    .argument('<RUN>')
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addHelpText('after', `\nExample:\n  orchestrator ${example}\n`);
}

/** Connects, and finds the run that RUN stands for. */
export async function onRun<T>(
  run: string,
  { taskQueue, ...flags }: RunCommandFlags,
  use: (session: Session, workflowId: string) => Promise<T>,
): Promise<T> {
  const { findRun } = await import('../runs/find-run.ts');
  return withSession(async (session) => use(session, await findRun(session.client, run, taskQueue)), flags);
}
