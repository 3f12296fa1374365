import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DevServerError } from './dev-server-error.ts';
import { onMessages } from './keeper-message.ts';
import type { KeeperOrder } from './keeper.ts';

/** Beside us once built. Run from src, as tests do, it is the built one too: it has to be started by plain node. */
const keeper = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../dist/dev-server/keeper.js', import.meta.url)
    : new URL('keeper.js', import.meta.url),
);

/** Starts a keeper and settles when it can be connected to. From then on it needs nothing of us but a lease. */
export async function startKeeper(
  order: KeeperOrder,
  options: { onProgress: (line: string) => void; signal?: AbortSignal | undefined },
): Promise<void> {
  const child = spawn(process.execPath, [keeper, JSON.stringify(order)], {
    cwd: order.folder,
    detached: true, // a Ctrl-C at our terminal must not reach it
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  try {
    await new Promise<void>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error), { once: true });
      child.once('error', reject);
      child.once('close', () => reject(keeperFailed(order.folder, complaint)));
      onMessages(child.stdout, (message) => {
        if (message.kind === 'progress') options.onProgress(message.line);
        else if (message.kind === 'failed') reject(new DevServerError(message.fault));
        else resolve();
      });
    });
  } catch (error) {
    child.kill();
    throw error;
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

function keeperFailed(folder: string, complaint: string): DevServerError {
  return new DevServerError({
    code: 'SERVER_FAILED',
    what: `the process that keeps the Temporal server did not start. It said:\n${complaint.trim() || '(nothing)'}`,
    place: folder,
    remedy:
      'If a file is missing, install the package again (in a checkout: `npm run build`); else see temporal.log there.',
  });
}
