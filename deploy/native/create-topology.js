// @ts-check
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporal } from '../../dist/dev-server/find-temporal.js';
import { PayloadStore } from './payload-store.js';
import { freePort, freePorts } from './ports.js';
import { Postgres } from './postgres.js';
import { findPrograms } from './programs.js';
import { Prometheus } from './prometheus.js';
import { TemporalServer } from './temporal-server.js';
import { Topology } from './topology.js';
import { Worker } from './worker.js';

/**
 * @typedef {object} TopologyOptions
 * @property {(line: string) => void} onProgress
 * @property {boolean} [encrypted] Payloads are encrypted. Default: yes.
 * @property {Record<string, string>} [secrets] Of agents, for the workers alone.
 * @property {Record<string, string>} [workerFlags] Beside those of docker-compose.yml.
 */

/** Chooses ports, makes secrets and a scratch folder; nothing runs yet. @param {TopologyOptions} options */
export async function createTopology({ onProgress, encrypted = true, secrets: agentSecrets = {}, workerFlags = {} }) {
  const programs = findPrograms();
  if (programs === undefined) throw new Error('something is missing: run deploy/native/install.sh');
  const cli = await findTemporal({ onProgress });
  const { folder, project, logs, secrets } = makeFolders();
  const common = { logs, onProgress };

  const postgres = new Postgres({
    ...common,
    programs: programs.postgres,
    folder: join(folder, 'postgres'),
    port: await freePort(),
    passwordFile: join(secrets, 'postgres_password'),
  });
  const temporal = new TemporalServer(
    { ...common, server: programs.server, cli, secrets, bin: join(folder, 'bin'), databasePort: postgres.port },
    await TemporalServer.ports(),
  );
  const payloads = new PayloadStore({
    ...common,
    folder: join(folder, 'payloads'),
    port: await freePort(),
    secrets,
  });
  const keys = { ORCHESTRATOR_ENCRYPTION_KEYS: `topology=${randomBytes(32).toString('base64')}` };
  const env = {
    TEMPORAL_ADDRESS: temporal.address,
    ORCHESTRATOR_PAYLOAD_STORE: 's3://orchestrator',
    AWS_REGION: 'us-east-1',
    ...payloads.env,
    ...(encrypted ? keys : {}),
  };
  const own = { ...common, root: project, env: { ...env, ...agentSecrets }, flags: workerFlags };
  const workers = [
    new Worker({ ...own, name: 'worker-1', ports: await freePorts(2) }),
    new Worker({ ...own, name: 'worker-2', ports: await freePorts(2) }),
  ];
  const prometheus = new Prometheus({
    ...common,
    program: programs.prometheus,
    folder: join(folder, 'prometheus'),
    port: await freePort(),
    workers: workers.map(({ metricsPort }) => metricsPort),
    temporal: temporal.metricsPort,
  });
  return new Topology({ folder, project, logs, env, postgres, temporal, payloads, workers, prometheus }, onProgress);
}

function makeFolders() {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-topology-'));
  chmodSync(folder, 0o711); // PostgreSQL, of another user, has its own folder in it
  const project = join(folder, 'project');
  const logs = join(folder, 'logs');
  cpSync(join(import.meta.dirname, 'project'), project, { recursive: true });
  mkdirSync(logs);
  const makeSecrets = join(folder, 'make-secrets.sh'); // makes them beside itself
  copyFileSync(join(import.meta.dirname, '..', 'make-secrets.sh'), makeSecrets);
  execFileSync('sh', [makeSecrets]);
  return { folder, project, logs, secrets: join(folder, 'secrets') };
}
