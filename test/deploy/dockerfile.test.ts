import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { root, textOf } from './compose.ts';
import { findTool } from './tool.ts';

const text = textOf('Dockerfile');
/** By name: what each stage says, a line an instruction. */
const stages = new Map(
  text
    .replace(/\\\n\s*/g, '')
    .split(/^(?=FROM )/m)
    .slice(1)
    .map((stage) => [/ AS (\S+)/.exec(stage)?.[1] ?? '', stage] as const),
);
const said = (stage: string, instruction: string): string[] =>
  [...(stages.get(stage) ?? '').matchAll(new RegExp(`^${instruction} (.*)$`, 'gm'))].map(([, rest = '']) => rest);

const hadolint = findTool('hadolint');
test.skipIf(hadolint === undefined)('hadolint has nothing to say of the Dockerfile', () => {
  expect(hadolint!([join(root, 'Dockerfile')])).toMatchObject({ status: 0, text: '' });
});

describe('the image', () => {
  test('is Debian with a pinned Node that the package supports', () => {
    const [, version = ''] = /^ARG NODE_IMAGE=node:([\d.]+)-bookworm-slim$/m.exec(text) ?? [];
    expect(version).toMatch(/^20\.(19|[2-9]\d)\.\d+$/);
    for (const [name, stage] of stages)
      expect(stage, name).toMatch(/^FROM (\$\{NODE_IMAGE\}|runtime-node|runtime-\$\{RUNTIME\}) AS /);
  });

  test('holds packages of production alone, and workflow code that is bundled already', () => {
    expect(said('packages', 'RUN').join()).toContain('npm ci --omit=dev');
    expect(said('project-packages', 'RUN').join()).toContain('npm ci --omit=dev');
    expect(said('build', 'RUN')).toContain('npm run build');
    expect(said('runtime-node', 'COPY')).toContain('--from=build /build/dist /opt/orchestrator/dist');
  });

  test('does not run as root, whichever target it is', () => {
    for (const stage of ['runtime-node', 'runtime-python']) expect(said(stage, 'USER').at(-1)).toBe('1000:1000');
    expect(said('project', 'USER')).toEqual([]);
  });

  test('is told to stop by the signal that a worker knows, and asked for its health', () => {
    expect(said('runtime-node', 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(said('runtime-node', 'HEALTHCHECK').join()).toContain('http://127.0.0.1:8081/healthz');
    expect(said('runtime-node', 'ENTRYPOINT').join()).toMatch(/^\["tini", "--", "node"/);
    for (const stage of ['runtime-node', 'runtime-python'])
      expect(said(stage, 'CMD').at(-1)).toContain('"--health-port=8081"');
  });

  test('is made of files that are there and not ignored', () => {
    const ignored = textOf('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    const copied = [...stages.keys()].flatMap((stage) =>
      said(stage, 'COPY')
        .filter((copy) => !copy.startsWith('--from'))
        .flatMap((copy) => copy.split(' ').slice(0, -1)),
    );
    expect(copied).toContain('src');
    for (const path of copied) {
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(ignored, path).toContain(`!${path.split('/')[0]}`);
    }
  });
});

test('what agents of this project import is in the image at the versions that they are tested with', () => {
  const packages = z.object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()).default({}),
  });
  const { dependencies, devDependencies } = packages.parse(JSON.parse(textOf('package.json')));
  const project = packages.parse(JSON.parse(textOf('deploy/project/package.json')));
  const locked = z
    .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
    .parse(JSON.parse(textOf('deploy/project/package-lock.json')));
  for (const [name, version] of Object.entries(project.dependencies)) {
    expect({ ...devDependencies, ...dependencies }[name], name).toBe(version);
    expect(locked.packages[`node_modules/${name}`]?.version).toBe(version);
  }
});
