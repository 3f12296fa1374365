// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { composeService } from './read-compose.js';
import { baseEnv, runProgram } from './run-program.js';
import { Service } from './service.js';
import { listens } from './temporal-server.js';

/** An S3 store, another than that of docker-compose.yml: s3rver, which our tests use. */
export class PayloadStore extends Service {
  /** What workers and clients need to know of it. */
  env;

  /** @param {{ folder: string, port: number, secrets: string } & Pick<import('./service.js').ServiceOptions, 'logs' | 'onProgress'>} settings */
  constructor({ folder, port, secrets, logs, onProgress }) {
    mkdirSync(folder, { recursive: true });
    const program = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js');
    super({
      name: 'payloads',
      command: [
        process.execPath,
        program,
        '--directory',
        folder,
        '--address',
        '127.0.0.1',
        '--port',
        String(port),
        '--silent',
      ],
      env: baseEnv(),
      logs,
      onProgress,
      isReady: () => listens(port),
    });
    const credentials = join(secrets, 's3rver_credentials');
    // The only ones that it knows.
    writeFileSync(credentials, '[default]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n');
    this.env = { AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`, AWS_SHARED_CREDENTIALS_FILE: credentials };
  }

  async makeBucket() {
    const { environment } = composeService('payloads-bucket');
    const script = join(import.meta.dirname, '..', 's3', 'make-bucket.js');
    await runProgram([process.execPath, script], { env: { ...baseEnv(), ...environment, ...this.env } });
  }
}
