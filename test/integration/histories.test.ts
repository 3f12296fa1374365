import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { replay } from '../histories/replay.ts';
import { scenarios } from '../histories/scenarios.ts';
import { newProject } from './project.ts';

/**
 * Each behaviour is replayed right after it ran. `RECORD_HISTORIES=true npm run test:integration -- histories` keeps the
 * histories for all later code: for a new behaviour, and only for one that was released.
 */
const folder = join(import.meta.dirname, '..', 'histories');

test.each(scenarios)(
  '$name: the history replays, with the same inputs',
  async ({ name, definition, files, ...scenario }) => {
    const project = await newProject({ 'workflow.yaml': definition, ...files });
    await project.worker();
    const client = await project.client();
    const id = `${name}-${project.taskQueue}`;
    const handle = client.workflow.getHandle(id);
    const running = project.run('--id', id);
    if (scenario.drive) {
      while ((await handle.describe().catch(() => undefined))?.status.name !== 'RUNNING')
        await new Promise(setImmediate);
      await scenario.drive(handle, project);
    }
    await running;
    // Process ids, names of machines and stacks say where this was recorded, and nothing else.
    const json = historyToJSON(await handle.fetchHistory())
      .replaceAll(/\d+@[\w.-]+/g, 'worker')
      .replaceAll(/"stackTrace":\s?"(?:[^"\\]|\\.)*"/g, '"stackTrace":""');
    const recorded: unknown = JSON.parse(json);
    const { before, now } = await replay(recorded);
    expect(before.length).toBeGreaterThan(0);
    expect(now).toEqual(before);
    if (process.env['RECORD_HISTORIES']) await writeFile(join(folder, `${name}.json`), JSON.stringify(recorded));
  },
);
