import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command, encryptionKeysOption, wholeNumber } from './options.ts';

export interface CodecServerFlags {
  readonly port: number;
  readonly host: string;
  readonly allowOrigin: readonly string[];
  readonly tokenFile?: string;
  readonly encryptionKeys?: string;
  readonly json?: boolean;
}

export const codecServer = (setExitCode: SetExitCode): Command =>
  command('codec-server', "Decrypt payloads for Temporal's Web UI and CLI, which ask for it under /encode and /decode.")
    .addOption(encryptionKeysOption())
    .option('--port <port>', 'where to listen; 0 for any free port', wholeNumber(0, 65_535), 8081)
    .option('--host <address>', 'on which address; anything but the loopback interface needs --token-file', '127.0.0.1')
    .option(
      '--allow-origin <url>',
      'pages of this origin may ask: the address of the Web UI; may be given several times',
      (origin: string, before: readonly string[]) => [...before, origin],
      [],
    )
    .option('--token-file <path>', 'demand a bearer token: the text of this private file')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CodecServerFlags) => {
      const { serveCodec } = await import('./serve-codec.ts');
      setExitCode(await serveCodec(flags));
    });

const EXAMPLES = `
Example:
  orchestrator codec-server --encryption-keys keys.txt --allow-origin http://localhost:8080
  temporal workflow show -w RUN --codec-endpoint http://127.0.0.1:8081
`;
