import { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command } from './options.ts';

export function keys(_setExitCode: SetExitCode): Command {
  const create = command('new', 'Print a line with a new key, for the file that --encryption-keys names.')
    .option('--id <id>', 'what the key is called; it stands in clear beside what is encrypted with it')
    .addHelpText('after', EXAMPLES)
    .action(async ({ id, json }: { id?: string; json?: boolean }) => {
      const { newKeyLine } = await import('../encryption/encryption-key.ts');
      const line = newKeyLine(id);
      process.stdout.write(`${json ? JSON.stringify({ id: line.slice(0, line.indexOf('=')), line }) : line}\n`);
    });
  return new Command('keys').description('Keys to encrypt payloads with.').addCommand(create);
}

const EXAMPLES = `
The first line of the file encrypts, all decrypt: to change the key, put a new line in front of the others.

Example:
  (umask 077 && orchestrator keys new > keys.txt)
`;
