import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SERVER_VERSION } from '../../deploy/native/programs.js';
import { program } from '../../src/commands/program.ts';
import { compose, exampleVariables, readCompose, root, services, textOf, variablesIn } from './compose.ts';

const { worker } = compose.services;
const oneShots = ['temporal-schema', 'temporal-namespace', 'payloads-bucket'];

describe('docker-compose.yml', () => {
  test.each(['docker-compose.yml', 'deploy/compose.python.yml'])(
    '%s is what the Compose Specification says',
    (path) => {
      const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
      const validate = ajv.compile(JSON.parse(textOf('test/deploy/compose-spec.json')));
      validate(readCompose(path));
      expect(validate.errors ?? []).toEqual([]);
    },
  );

  test('its variables are those of .env.example, with the same defaults', () => {
    const used = new Map(
      ['docker-compose.yml', 'deploy/compose.python.yml'].flatMap((file) => variablesIn(textOf(file))),
    );
    const { COMPOSE_PROFILES: profiles, ...others } = Object.fromEntries(exampleVariables);
    expect(Object.fromEntries(used)).toEqual(others);
    expect(profiles).toBe('monitoring');
    // No other spelling of a variable, which would have no default.
    expect(textOf('docker-compose.yml').replace(/\$\{\w+:-[^}]*\}/g, '')).not.toMatch(/(?<!\$)\$[\w{]/);
  });

  test.each(services)('%s is pinned to a version, limited, and can gain no privileges', (_name, service) => {
    expect(service.image).toMatch(/^[\w./-]+:v?\d+(\.\d+)+(-\w+)?$/);
    expect(Number(service.deploy.resources.limits.cpus)).toBeGreaterThan(0);
    expect(service.deploy.resources.limits.memory).toMatch(/^\d+[mg]$/);
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  test.each(services)('%s publishes ports on the loopback interface alone', (_name, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test.each(services)('%s is started again when it ends, and tells whether it is well', (name, service) => {
    if (oneShots.includes(name)) {
      expect(service.restart).toMatch(/^on-failure:\d+$/);
      expect(service.healthcheck).toBeUndefined();
    } else {
      expect(service.restart).toBe('unless-stopped');
      expect(service.healthcheck?.test[0]).toBe('CMD');
    }
  });

  test.each(services)('%s waits for what can be waited for', (_name, { depends_on }) => {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const other = compose.services[name];
      expect(other).toBeDefined();
      expect(condition).toBe(oneShots.includes(name) ? 'service_completed_successfully' : 'service_healthy');
      // What does not start without a profile cannot be waited for by what does.
      expect(other?.profiles).toEqual(expect.arrayContaining(_name === 'grafana' ? ['monitoring'] : []));
    }
  });

  test.each(services)('%s names only networks, volumes and secrets that there are', (_name, service) => {
    for (const network of service.networks) expect(compose.networks).toHaveProperty(network);
    for (const secret of service.secrets) expect(compose.secrets).toHaveProperty(secret);
    for (const volume of service.volumes) {
      const [source = ''] = volume.split(':');
      if (!source.startsWith('./')) expect(compose.volumes).toHaveProperty(source);
      else expect(existsSync(join(root, source)), source).toBe(true);
    }
  });

  test('the database is reached by the server alone, and files are mounted read-only', () => {
    expect(compose.networks['database']).toEqual({ internal: true });
    const inDatabase = services.filter(([, { networks }]) => networks.includes('database')).map(([name]) => name);
    expect(inDatabase).toEqual(['postgres', 'temporal-schema', 'temporal']);
    for (const [, { volumes }] of services)
      for (const volume of volumes) if (volume.startsWith('./')) expect(volume).toMatch(/:ro$/);
  });

  test('nothing in it is a secret', () => {
    for (const [, { environment }] of services)
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN|ACCESS_KEY|PWD/.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/deploy\/secrets\//);
    expect(textOf('.gitignore')).toMatch(/^deploy\/secrets\/$/m);
    expect(textOf('.dockerignore')).toMatch(/^deploy\/secrets$/m);
  });
});

describe('the worker in it', () => {
  test('is started twice, with a command line that ours takes', async () => {
    expect(worker?.deploy.replicas).toBe(2);
    for (const path of ['docker-compose.yml', 'deploy/compose.python.yml']) {
      const { services: own } = readCompose(path) as { services: { worker: { command: string[] } } };
      const taken = await optionsOf(own.worker.command);
      expect(taken).toMatchObject({ taskQueue: 'orchestrator', maxAgents: 16, metricsPort: 9090, healthPort: 8081 });
      expect(taken).toMatchObject({ bind: '0.0.0.0' });
    }
  });

  test('writes nowhere but to its volumes, has no capabilities, and more time to stop than it takes', () => {
    expect(worker?.read_only).toBe(true);
    expect(worker?.cap_drop).toEqual(['ALL']);
    expect(worker?.stop_signal).toBe('SIGTERM');
    expect(Number(/^(\d+)s$/.exec(worker?.stop_grace_period ?? '')?.[1])).toBeGreaterThan(30);
    expect(worker?.healthcheck?.test.at(-1)).toContain('http://127.0.0.1:8081/healthz');
  });
});

test('the server is of one version: in compose, on one machine without containers, and embedded', () => {
  expect(SERVER_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  expect(compose.services['temporal']?.image).toBe(`temporalio/server:${SERVER_VERSION}`);
  for (const name of ['temporal-schema', 'temporal-namespace'])
    expect(compose.services[name]?.image).toBe(`temporalio/admin-tools:${SERVER_VERSION}`);
});

test('limits stand in one place: Compose refuses a service that has them in two', () => {
  for (const file of ['docker-compose.yml', 'deploy/compose.python.yml'])
    expect(textOf(file)).not.toMatch(/^ +(pids_limit|mem_limit|cpus|scale):/m);
});

test('the next version of the worker is the same but for its image and its build id', () => {
  const { worker, 'worker-next': next } = compose.services;
  expect(next?.profiles).toEqual(['upgrade']);
  expect(next?.image).toBe('orchestrator-worker:0.2.0');
  expect(worker?.environment).toMatchObject({ TEMPORAL_DEPLOYMENT_NAME: '', TEMPORAL_WORKER_BUILD_ID: '0.1.0' });
  expect(next).toEqual({
    ...worker,
    profiles: next?.profiles,
    image: next?.image,
    environment: { ...worker?.environment, TEMPORAL_WORKER_BUILD_ID: '0.2.0' },
  });
});

test('the configuration of Temporal sets the keys that agents are fast with', () => {
  expect(parse(textOf('deploy/temporal/dynamic-config.yaml'))).toEqual({
    'history.transferProcessorMaxPollRPS': [{ value: 1000 }],
    'history.timerProcessorMaxPollRPS': [{ value: 1000 }],
    'system.enableActivityEagerExecution': [{ value: true }],
  });
});

test('every file under deploy can be read as what it is', () => {
  const files = readdirSync(join(root, 'deploy'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => !/^(secrets|helm)(\/|$)/.test(file) && statSync(join(root, 'deploy', file)).isFile(),
  );
  expect(files.length).toBeGreaterThan(12);
  for (const file of files) {
    const path = join(root, 'deploy', file);
    if (/\.ya?ml$/.test(file)) expect(parse(readFileSync(path, 'utf8')), file).toBeTypeOf('object');
    else if (file.endsWith('.json')) JSON.parse(readFileSync(path, 'utf8'));
    else if (file.endsWith('.sh')) execFileSync('sh', ['-n', path]);
    else execFileSync(process.execPath, ['--check', path]);
  }
});

test('make-secrets.sh makes each secret that is mounted, once, in a folder that nobody else may enter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync('cp', [join(root, 'deploy', 'make-secrets.sh'), folder]);
  const make = () => {
    execFileSync('sh', [join(folder, 'make-secrets.sh')]);
    const read = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');
    return Object.fromEntries(readdirSync(join(folder, 'secrets')).map((name) => [name, read(name)]));
  };
  const made = make();
  expect(make()).toEqual(made);
  const mounted = Object.values(compose.secrets).map(({ file }) => file.replace('./deploy/secrets/', ''));
  expect(Object.keys(made).toSorted()).toEqual(mounted.toSorted());
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  expect(made['postgres_password']).toMatch(/^[0-9a-f]{48}$/);
  const { identities } = JSON.parse(made['s3_config']!) as { identities: { credentials: { secretKey: string }[] }[] };
  expect(made['s3_credentials']).toContain(`aws_secret_access_key = ${identities[0]?.credentials[0]?.secretKey}\n`);
});

/** What `orchestrator worker` understands these arguments as; it is not run. */
async function optionsOf(args: readonly string[]): Promise<unknown> {
  const command = program('0.0.0', () => {}).commands.find((each) => each.name() === 'worker')!;
  let options: unknown;
  command.action((flags: unknown) => void (options = flags));
  await command.parseAsync(args, { from: 'user' });
  return options;
}
