import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { compose, root } from './compose.ts';
import { findTool } from './tool.ts';

const chart = join(root, 'deploy', 'helm', 'orchestrator-worker');
const helm = findTool('helm');
const validate = findTool('kubernetes-validate');

const ALL = [
  '--set=autoscaling.enabled=true,temporal.existingSecret=keys,secrets={agents,store},payloadStore=s3://payloads',
  '--set=pythonBin=/opt/venv/bin/python,env.AWS_REGION=eu-central-1,podAnnotations.a=b',
  '--set=deployment.name=flights,deployment.versioningBehavior=pinned,image.tag=0.2.0',
  '--set=serviceAccount.annotations.role=r,nodeSelector.disk=ssd,imagePullSecrets[0].name=pull',
];

function render(...args: string[]) {
  const { status, stdout, text } = helm!(['template', 'release', chart, ...args]);
  if (status !== 0) throw new Error(text);
  return { text: stdout, resources: parseAllDocuments(stdout).map((each) => resource.parse(each.toJS())) };
}

const container = z.object({
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })),
  envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })).optional(),
  volumeMounts: z.array(z.object({ mountPath: z.string() })),
  securityContext: z.object({ readOnlyRootFilesystem: z.boolean(), allowPrivilegeEscalation: z.boolean() }),
});
const pod = z.object({
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.object({ runAsNonRoot: z.boolean() }),
  containers: z.tuple([container]),
});
const resource = z.object({
  kind: z.string(),
  spec: z.object({ replicas: z.number().optional(), template: z.object({ spec: pod }).optional() }).optional(),
});
const workerIn = ({ resources }: ReturnType<typeof render>) =>
  resources.find(({ kind }) => kind === 'Deployment')!.spec!;

describe.skipIf(helm === undefined)('the chart', () => {
  test('passes helm lint', () => {
    expect(helm!(['lint', '--strict', chart])).toMatchObject({ status: 0 });
  });

  test.skipIf(validate === undefined)('makes resources that Kubernetes takes, with every value set too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chart-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [index, args] of [[], ALL].entries()) {
      const file = join(folder, `${index}.yaml`);
      writeFileSync(file, render(...args).text);
      const checked = validate!(['--strict', file]);
      expect(checked.status, checked.text).toBe(0);
      expect(checked.text.match(/passed for resource/g)).toHaveLength(index === 0 ? 3 : 4);
    }
  });

  test('starts the worker as docker-compose.yml does', () => {
    const { template, replicas } = workerIn(render());
    expect(replicas).toBe(2);
    expect(template?.spec.containers[0].args).toEqual(compose.services['worker']?.command);
    const mounts = template?.spec.containers[0].volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounts).toEqual(['/tmp', '/app/.orchestrator', '/app/output']);
  });

  test('holds it to what an image of ours needs, and gives it time to stop', () => {
    const { template } = workerIn(render());
    expect(template?.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(template?.spec.securityContext.runAsNonRoot).toBe(true);
    expect(template?.spec.containers[0].securityContext).toEqual({
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    });
  });

  test('takes secrets by the names of Secrets, and leaves replicas to the autoscaler', () => {
    const all = render(...ALL);
    const { template, replicas } = workerIn(all);
    const { envFrom, env, args } = template!.spec.containers[0];
    expect(envFrom?.map(({ secretRef }) => secretRef.name)).toEqual(['agents', 'store', 'keys']);
    expect(env).toContainEqual({ name: 'ORCHESTRATOR_PAYLOAD_STORE', value: 's3://payloads' });
    expect(args).toContain('--python-bin=/opt/venv/bin/python');
    expect(replicas).toBeUndefined();
    expect(all.resources.map(({ kind }) => kind)).toContain('HorizontalPodAutoscaler');
  });

  test.each([
    'maxAgents=0',
    'image.tag=latest',
    'payloadStore=file:/tmp',
    'temporal.address=nowhere',
    'replica=3',
    'deployment.versioningBehavior=sticky',
  ])('refuses %s', (value) => {
    expect(() => render('--set', value)).toThrow(/values don't meet the specifications/);
  });
});
