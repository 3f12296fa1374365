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
  ['mermaid', 'flowchart LR\n  p0["a<br/>2 agents"]\n  p1["b<br/>1 agent"]\n  p0 --> p1\n'],
  ['dot', 'digraph {\n  rankdir=LR;\n  "a" [shape=box];\n  "b" [shape=box];\n  "a" -> "b";\n}\n'],
])('--format %s', async (format, expected) => {
  expect((await cli(['graph', '-f', 'w.yaml', '--format', format], { 'w.yaml': RIGHT })).stdout).toBe(expected);
});

test('a wrong file has no graph: its problems are shown, with exit code 2', async () => {
  const { code, stdout, stderr } = await cli(['graph', '-f', 'w.yaml', '--json'], { 'w.yaml': WRONG });
  expect(code).toBe(2);
  expect(stderr).toContain('error[unknown-phase]');
  expect(JSON.parse(stdout)).toMatchObject({ valid: false, problems: [{ code: 'unknown-phase' }] });
});
