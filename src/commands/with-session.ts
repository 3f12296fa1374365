import { withoutUndefined } from '../definition/without-undefined.ts';
import { exitWhenInterrupted } from './exit-when-interrupted.ts';
import type { Session } from '../session.ts';

export interface SessionFlags {
  readonly json?: boolean;
  readonly payloadStore?: string;
  readonly encryptionKeys?: string;
}

/** Connects to the server that is configured or that runs, for as long as `use` takes. */
export function withSession<T>(use: (session: Session) => Promise<T>, flags: SessionFlags = {}): Promise<T> {
  return exitWhenInterrupted(() => inSession(use, flags), flags);
}

async function inSession<T>(
  use: (session: Session) => Promise<T>,
  { payloadStore, encryptionKeys }: SessionFlags,
): Promise<T> {
  const { Session } = await import('../session.ts');
  const session = await Session.open({
    root: process.cwd(),
    embeddedServer: false,
    onProgress: (line) => void process.stderr.write(`${line}\n`),
    ...withoutUndefined({ payloadStore, encryptionKeys }),
  });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
