import { expect, test } from 'vitest';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { DefinitionFile } from '../../src/definition-file.ts';
import { prepareSchedule } from '../../src/schedules/create-schedule.ts';

function planOf(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-pinned-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'w.yaml'), text);
  return new DefinitionFile(join(folder, 'w.yaml'), {}).plan();
}

const definition = (config: string) =>
  `config: { a: { text: '${config}' } }\nphases: [{ name: p, agents: [{ module: m, class: A, config_key: a }] }]\n`;
const options = { taskQueue: 'q', payloadsAreKept: true, every: [60_000] };

test('a schedule holds what its runs are started with, under its own id', () => {
  const { action, scheduleId } = prepareSchedule('nightly', planOf(definition('x')), options);
  expect(scheduleId).toBe('nightly');
  expect(action).toMatchObject({ workflowType: 'w', workflowId: 'nightly', taskQueue: 'q' });
  expect(action.args).toEqual([
    expect.objectContaining({ definitionHash: expect.stringMatching(/^sha256:/), inputs: {}, payloadsAreKept: true }),
  ]);
});

test('a definition that would have to be stored elsewhere is refused: stored payloads are swept', () => {
  const plan = planOf(definition('x'.repeat(270_000)));
  expect(() => prepareSchedule('nightly', plan, options)).toThrow(
    /the definition and its inputs are \d+ KiB, and a schedule takes 255/,
  );
});

test.each(['', 'a b', '@last', '/a', 'x'.repeat(201)])('%j is no id of a schedule', (id) => {
  expect(() => prepareSchedule(id, planOf(definition('x')), options)).toThrow('cannot be the id of a schedule');
});
