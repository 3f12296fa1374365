import pc from 'picocolors';
import { expect, test } from 'vitest';
import { asDot } from '../../src/graph/as-dot.ts';
import { asMermaid } from '../../src/graph/as-mermaid.ts';
import { asSvg } from '../../src/graph/as-svg.ts';
import { asText } from '../../src/graph/as-text.ts';
import { afterRun, manyPhases, RELEASE } from './graphs.ts';
import { cpuTime } from '../cpu-time.ts';

const PLAIN = { colors: pc.createColors(false), unicode: true };
const FAILED = afterRun(['success', 'failed', 'blocked', 'success']);

test('the document names conditions, approvals, items, sub-workflows, and on edges what they wait for', () => {
  expect(
    RELEASE.nodes.map(({ if: condition, approval, for_each, workflow }) => [condition, approval, for_each, workflow]),
  ).toEqual([
    [undefined, undefined, undefined, undefined],
    ['phases.build.outputs.build0 > 1 && "]" != "<b>"', undefined, { road: 3 }, undefined],
    [undefined, 'Go "live"?\n</text><script>alert(1)</script>', undefined, 'publish_all'],
    [undefined, undefined, undefined, undefined],
  ]);
  expect(RELEASE.edges).toEqual([
    { from: 'build', to: 'check' },
    { from: 'check', to: 'publish', when: 'success' },
    { from: 'check', to: 'mourn', when: 'failed' },
  ]);
});

test('text says it line by line', () => {
  expect(asText(RELEASE, PLAIN)).toBe(`build
  | build0
  | build1
check  after build
  if phases.build.outputs.build0 > 1 && "]" != "<b>"
  | road  for each of 3 items
  | other
publish  after check (success)
  approval: Go "live"? </text><script>alert(1)</script>
  workflow publish_all
mourn  after check (failed)
  1. mourn0`);
});

test('text has the states, times and reasons of a run', () => {
  const lines = asText(FAILED, PLAIN).split('\n');
  expect(lines).toContain('✔ build  success  13s');
  expect(lines).toContain('✖ check  after build  failed  13s');
  expect(lines).toContain('– publish  after check (success)  blocked');
  expect(lines).toContain('  phase "check" has "failed"');
});

test('mermaid has no character of a text that it could take for syntax', () => {
  const text = asMermaid(FAILED);
  expect(text).toContain('p2{{"publish<br/>workflow publish_all<br/>approval: Go #34;live#34;#63; #60;/text#62;');
  expect(text).toContain('  p1 -->|success| p2\n  p1 -->|failed| p3\n');
  expect(text).toMatch(/:::blocked\n/);
  expect(text).toMatch(/classDef blocked fill:#\w+,stroke:#\w+,color:#\w+/);
  for (const [, label] of text.matchAll(/"([^"\n]*)"/g))
    expect(label!.replaceAll('<br/>', '')).toMatch(/^[\w .,:/·#;-]*$/);
});

test('dot quotes quotes and backslashes, and has the colours of the states', () => {
  const text = asDot(FAILED);
  expect(text).toContain(String.raw`tooltip="Say \"hi\" to <all> of [them] and ${'`more`'} & \\ {{more}}"`);
  expect(text).toContain('"check" -> "mourn" [label="failed"];');
  expect(text).toMatch(/"check" \[label="check\\n.*\\nfailed · 13s", fillcolor="#fdeaea"/);
  expect(asDot(RELEASE)).not.toContain('fontcolor');
});

test('svg says in its elements what it shows, and no text becomes an element', () => {
  const text = asSvg(FAILED);
  const tags = new Set([...text.matchAll(/<([a-z]+)/gi)].map(([, tag]) => tag));
  expect(tags).toEqual(
    new Set(['defs', 'desc', 'g', 'marker', 'path', 'rect', 'style', 'svg', 'text', 'title', 'tspan']),
  );
  expect(text).toContain('<title id="title">Dependency graph of release: 4 phases</title>');
  expect(text).toContain('if phases.build.outputs.build0 &gt; 1 &amp;&amp; &quot;]&quot; != &quot;&lt;b&gt;&quot;');
  expect(text).toMatch(/class="node s-blocked"/);
  expect(text).toContain('>failed · 13s</text>');
  expect(text).toContain('prefers-color-scheme: dark');
  expect(text).not.toMatch(/https?:(?!\/\/www\.w3\.org\/2000\/svg")|url\((?!#)|@import/);
});

test('what is no character of a document is left out of it', () => {
  const odd = {
    ...RELEASE,
    nodes: [{ ...RELEASE.nodes[0]!, description: 'a\u0000b\u001bc\ud800d' }, ...RELEASE.nodes.slice(1)],
  };
  for (const text of [asSvg(odd), asDot(odd), asMermaid(odd)]) expect(text).not.toMatch(/[^\P{Cc}\n]/u);
  expect(asSvg(odd)).toContain('a b c\ufffdd');
});

test('500 phases are drawn within two seconds, each once', () => {
  const graph = manyPhases(500);
  const began = cpuTime();
  const text = asSvg(graph);
  expect(cpuTime() - began).toBeLessThan(2_000);
  expect(text.match(/class="node"/g)).toHaveLength(500);
  expect(text.match(/class="edge"/g)).toHaveLength(graph.edges.length);
});
