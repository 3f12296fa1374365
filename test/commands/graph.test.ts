import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, RIGHT, WRONG } from './cli.ts';

test('--json is the documented document', async () => {
  const { code, stdout } = await cli(['graph', '-f', 'w.yaml', '--json'], { 'w.yaml': RIGHT });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    nodes: [
      { name: 'a', description: 'First', parallel: true, agents: ['a', 'b'] },
      { name: 'b', description: null, parallel: false, agents: ['c'] },
    ],
    edges: [{ from: 'a', to: 'b' }],
    levels: [['a'], ['b']],
  });
});

test.each([
  ['text', 'a\n  | a\n  | b\nb  after a\n  1. c\n'],
  ['mermaid', 'flowchart LR\n  p0["a<br/>2 agents in parallel"]\n  p1["b<br/>1 agent"]\n  p0 --> p1\n'],
  ['dot', '  "b" [label="b\\n1 agent"];\n  "a" -> "b";\n}\n'],
  ['svg', '<title id="title">Dependency graph: 2 phases</title>'],
])('--format %s', async (format, expected) => {
  const { stdout } = await cli(['graph', '-f', 'w.yaml', '--format', format], { 'w.yaml': RIGHT });
  expect(stdout).toContain(expected);
});

test('-o writes it to a file, and says where it cannot', async () => {
  const written = await cli(['graph', '-f', 'w.yaml', '--format', 'svg', '-o', 'g.svg'], { 'w.yaml': RIGHT });
  expect([written.code, written.stdout]).toEqual([0, '']);
  expect(readFileSync(join(written.folder, 'g.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
  const refused = await cli(['graph', '-f', 'w.yaml', '-o', 'no/g.svg'], { 'w.yaml': RIGHT });
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toContain('no/g.svg cannot be written');
});

test('a wrong file has no graph: its problems are shown, with exit code 2', async () => {
  const { code, stdout, stderr } = await cli(['graph', '-f', 'w.yaml', '--json'], { 'w.yaml': WRONG });
  expect(code).toBe(2);
  expect(stderr).toContain('error[unknown-phase]');
  expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ code: 'unknown-phase' }] });
});
