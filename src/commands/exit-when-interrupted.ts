import { EXIT } from './exit-code.ts';
import { printInterrupted } from './report-error.ts';

/** Ctrl-C ends the process with 130 as long as `use` takes, unless the command has something else to do then. */
export async function exitWhenInterrupted<T>(
  use: () => Promise<T>,
  { json = false }: { readonly json?: boolean },
): Promise<T> {
  const leave = () => {
    if (process.listenerCount('SIGINT') > 1) return;
    if (json) printInterrupted();
    process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', leave);
  try {
    return await use();
  } finally {
    process.off('SIGINT', leave);
  }
}
