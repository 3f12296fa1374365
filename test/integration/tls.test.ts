import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { Authority, pem, type Certificate } from '../connection/certificates.ts';
import { newProject, type Finished, type Project } from './project.ts';
import { keyProxy, tlsProxy } from './proxies.ts';

const ours = new Authority();
const theirs = new Authority();
afterAll(() => {
  ours.remove();
  theirs.remove();
});

const server = ours.issue('server');
const client = ours.issue('client');
const upstream = inject('temporalAddress');
const mutual = { ...pem(server), requestCert: true, ca: readFileSync(ours.ca) };

const WORKFLOW = `
name: secure
phases:
  - name: a
    agents:
      - { id: echo, module: agents.all, class: Echo, with: { text: hello } }
      - { id: python, module: agents.snake, class: Snake, runtime: python }
`;

const trust = (port: number, authority = ours): Record<string, string> => ({
  TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.ca,
});
const identity = ({ cert, key }: Certificate) => ({
  TEMPORAL_TLS_CLIENT_CERT_PATH: cert,
  TEMPORAL_TLS_CLIENT_KEY_PATH: key,
});

async function secureProject(env: Record<string, string>): Promise<Project> {
  const files = {
    'workflow.yaml': WORKFLOW,
    'agents/snake.py': 'class Snake:\n    def run(self, context):\n        return "of Python"\n',
  };
  return newProject(files, env as { TEMPORAL_ADDRESS: string });
}

async function runThrough(project: Project): Promise<void> {
  const worker = await project.worker('--python');
  await worker.says('Python worker ready');
  const { code, result } = await project.run();
  expect(code).toBe(0);
  expect(result.results[0]!.agents.map(({ output }) => output)).toEqual([
    { agent: 'echo', config: {}, input: { text: 'hello' } },
    'of Python',
  ]);
}

describe('a client, a worker and a Python worker reach Temporal', () => {
  test('by TLS, with a client certificate', async () => {
    const port = await tlsProxy(upstream, mutual);
    await runThrough(await secureProject({ ...trust(port), ...identity(client) }));
  });

  test('by TLS, with an API key, from a profile', async () => {
    const port = await keyProxy(upstream, pem(server), 'open-sesame');
    const project = await secureProject({ TEMPORAL_ADDRESS: '' });
    const settings = `[profile.traffic]\naddress = "localhost:${port}"\napi_key = "open-sesame"\n[profile.traffic.tls]\nserver_ca_cert_path = "${ours.ca}"\n`;
    await project.write({ 'temporal.toml': settings });
    const { folder, env } = project;
    delete env['TEMPORAL_ADDRESS'];
    Object.assign(env, { TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml'), TEMPORAL_PROFILE: 'traffic' });
    await runThrough(project);
    const unknown = project.start(['list'], { env: { TEMPORAL_PROFILE: 'nobody' } });
    expect(await unknown.finished).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/the settings for Temporal cannot be used: .*nobody/),
    });
  });
});

/** Ends at once, and not when the time for a server that is not up yet is over. */
async function refusal(project: Project, args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const began = performance.now();
  const finished = await project.start(args, { env }).finished;
  expect(performance.now() - began).toBeLessThan(5_000);
  return finished;
}

describe('a connection that cannot be ends with exit code 6, what is wrong, and what to try', () => {
  const expired = ours.issue('expired', { expired: true });
  const cases = [
    {
      what: 'a CA that has not signed the certificate',
      open: async () => trust(await tlsProxy(upstream, pem(server)), theirs),
      says: /not signed by a CA that is trusted here\n {2}Set TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
    },
    {
      what: 'a certificate that has expired',
      open: async () => trust(await tlsProxy(upstream, pem(expired))),
      says: /the certificate of the server has expired\n {2}Renew/,
    },
    {
      what: 'a client certificate that is missing',
      open: async () => trust(await tlsProxy(upstream, mutual)),
      says: /demand a client certificate\n {2}Set TEMPORAL_TLS_CLIENT_CERT_PATH/,
    },
    {
      what: 'a client certificate of somebody else',
      open: async () => ({ ...trust(await tlsProxy(upstream, mutual)), ...identity(theirs.issue('stranger')) }),
      says: /does not accept the client certificate\n {2}Give one that it trusts/,
    },
    {
      what: 'no TLS where it is needed',
      open: async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await tlsProxy(upstream, pem(server))}` }),
      says: /speaks TLS, and this client does not\n {2}Set TEMPORAL_TLS=true/,
    },
    {
      what: 'TLS where there is none',
      open: async () => ({ TEMPORAL_ADDRESS: upstream, TEMPORAL_TLS: 'true' }),
      says: /does not speak TLS, and this client does\n {2}Set TEMPORAL_TLS=false/,
    },
    {
      what: 'an API key that is wrong',
      open: async () => ({
        ...trust(await keyProxy(upstream, pem(server), 'open-sesame')),
        TEMPORAL_API_KEY: 'close-sesame',
      }),
      says: /does not accept the API key: Request unauthorized\.\n {2}Set TEMPORAL_API_KEY/,
    },
    {
      what: 'an API key that is missing',
      open: async () => trust(await keyProxy(upstream, pem(server), 'open-sesame')),
      says: /asks for credentials, and there are none here: .*\n {2}Set TEMPORAL_API_KEY/,
    },
    {
      what: 'a file that is not there',
      open: async () => ({ TEMPORAL_ADDRESS: upstream, TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/none.pem' }),
      says: /the settings for Temporal cannot be used: .*none\.pem/s,
    },
  ];

  test.each(cases)('$what', async ({ open, says }) => {
    const project = await secureProject({});
    const env: Record<string, string> = await open();
    for (const command of [['list'], ['worker', '--python']]) {
      const { code, stderr } = await refusal(project, command, env);
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/close-sesame|\n {4}at /);
      if (!says.source.startsWith('the settings')) expect(stderr).toContain(env['TEMPORAL_ADDRESS']);
      expect(code).toBe(6);
    }
  });

  test('a namespace that there is not; a worker waits for it a while, as a new cluster makes it late', async () => {
    const project = await secureProject({ TEMPORAL_ADDRESS: upstream, TEMPORAL_NAMESPACE: 'nowhere' });
    const { code, stderr } = await refusal(project, ['list']);
    expect(stderr).toBe(
      `orchestrator: Temporal at ${upstream} has no namespace "nowhere"\n` +
        '  Set TEMPORAL_NAMESPACE to one that it has, or make it: temporal operator namespace create -n nowhere\n',
    );
    expect(code).toBe(6);
    await project.start(['worker']).says('has no namespace "nowhere"; trying again in 1 s');
  });
});
