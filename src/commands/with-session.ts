import type { Session } from '../session.ts';

export interface SessionFlags {
  readonly payloadStore?: string;
}

/** Connects to the server that is configured or that runs, for as long as `use` takes. */
export async function withSession<T>(
  use: (session: Session) => Promise<T>,
  { payloadStore }: SessionFlags = {},
): Promise<T> {
  const { Session } = await import('../session.ts');
  const session = await Session.open({
    root: process.cwd(),
    embeddedServer: false,
    ...(payloadStore === undefined ? {} : { payloadStore }),
  });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
