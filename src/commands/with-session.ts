import type { Session } from '../session.ts';

/** Connects to the server that is configured or that runs, for as long as `use` takes. */
export async function withSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const { Session } = await import('../session.ts');
  const session = await Session.open({ root: process.cwd(), embeddedServer: false });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}
