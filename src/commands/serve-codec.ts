import { once } from 'node:events';
import { startCodecServer, type CodecServer } from '../encryption/codec-server.ts';
import { openEncryption } from '../encryption/open-encryption.ts';
import { readPrivateFile } from '../encryption/private-file.ts';
import { encryptionKeysVariable } from '../environment.ts';
import type { CodecServerFlags } from './codec-server.ts';
import { EXIT } from './exit-code.ts';
import { printJson, UsageError } from './report-error.ts';

/** `orchestrator codec-server`: serves until a signal ends it. */
export async function serveCodec(flags: CodecServerFlags): Promise<number> {
  const { encryptionKeys, host, port, tokenFile, json } = flags;
  const { keys } = openEncryption({ encryptionKeys, keysVariable: encryptionKeysVariable() });
  if (keys.length === 0)
    throw new UsageError(
      'there are no keys: name their file with --encryption-keys, or put them in ORCHESTRATOR_ENCRYPTION_KEYS',
    );
  const token = tokenFile === undefined ? undefined : readPrivateFile(tokenFile, 'file of the token').trim();
  if (token === '') throw new UsageError(`the file of the token ${tokenFile} is empty`);
  if (token === undefined && !/^(127\.|localhost$|::1$)/.test(host))
    throw new UsageError(`on ${host} others could decrypt what they find: demand a token with --token-file`);
  const origins = flags.allowOrigin.map(originOf);
  const server = await listen({ keys, host, port, token, allowedOrigins: () => origins });
  if (json) printJson({ url: server.url });
  process.stderr.write(
    `Codec server ready: ${server.url}, keys ${keys.map(({ id }) => id).join(', ')}; ` +
      `${origins.length > 0 ? `pages of ${origins.join(', ')} may ask` : 'no pages may ask (see --allow-origin)'}. Ctrl-C stops.\n`,
  );
  await Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  await server.close();
  return EXIT.success;
}

async function listen(options: Parameters<typeof startCodecServer>[0]): Promise<CodecServer> {
  try {
    return await startCodecServer(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EADDRINUSE' ? `the port ${options.port} is taken; choose another with --port` : message,
    );
  }
}

function originOf(written: string): string {
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new UsageError(
    `--allow-origin ${written}: write the address of the Web UI without a path, such as http://localhost:8080`,
  );
}
