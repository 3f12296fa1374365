import { z } from 'zod';
import { duration, freeMapping, text } from '../../definition/schema/scalars.ts';
import { expectation } from './expectation.ts';
import { mock, position } from './mock.ts';

export const decision = z
  .object(
    {
      phase: text.meta({ description: 'The phase that waits.', examples: ['publish'] }),
      after: duration(0)
        .optional()
        .meta({ description: 'How long it has waited then.', default: 0, examples: ['5m'] }),
      by: text.optional().meta({ description: 'Who decides.', examples: ['ann'] }),
      comment: text.optional().meta({ description: 'What they say.', examples: ['looks fine'] }),
    },
    'the name of a phase, or a mapping',
  )
  .meta({ shorthand: 'phase', description: 'A decision that a person takes.' });

export const reused = z
  .object({
    output: z
      .json()
      .optional()
      .meta({ description: 'What the agent gave.', examples: [{ rows: 3 }] }),
    items: z
      .array(
        z.object({
          index: position.optional().meta({ description: 'Default: its place in this list.', examples: [0] }),
          item: z.json().meta({ description: 'The item.', examples: ['A8'] }),
          output: z
            .json()
            .optional()
            .meta({ description: 'What the agent gave for it.', default: null, examples: [1] }),
        }),
      )
      .min(1)
      .optional()
      .meta({ description: 'Of a for_each: the items that had succeeded.', examples: [[{ item: 'A8', output: 1 }]] }),
    outputs: freeMapping
      .optional()
      .meta({ description: 'Of a phase with a sub-workflow: what that gave back.', examples: [{ page: 'x' }] }),
  })
  .meta({ description: 'What an earlier run had given.' });

/** What a run meets, as a file or a program says it. */
export const scenario = z.object({
  inputs: freeMapping.optional().meta({ description: 'The inputs of the run.', examples: [{ env: 'prod' }] }),
  agents: z
    .record(text, mock)
    .optional()
    .meta({
      description: 'What agents do: by phase/agent, by class, or "*" for all others.',
      examples: [{ '*': { output: {} } }],
    }),
  approve: z
    .array(decision)
    .optional()
    .meta({ description: 'Phases that are approved.', examples: [['publish']] }),
  reject: z
    .array(decision)
    .optional()
    .meta({ description: 'Phases that are rejected.', examples: [[{ phase: 'publish', after: '5m' }]] }),
  cancel_after: duration(0)
    .optional()
    .meta({ description: 'The run is cancelled so long after its start.', examples: ['10m'] }),
  reuse: z
    .record(text, reused)
    .optional()
    .meta({
      description:
        'What had succeeded in an earlier run, which this one runs again: by phase/agent, or by phase for a sub-workflow.',
      examples: [{ 'collect/refresh': { output: 1 } }],
    }),
  only: text
    .optional()
    .meta({ description: 'The only phase that runs again, as with rerun --only.', examples: ['publish'] }),
});

export const testCase = z
  .object({
    name: text.min(1).meta({
      description: 'What it shows, for people; --filter looks for it.',
      examples: ['a lost camera blocks analytics'],
    }),
    ...scenario.shape,
    expect: expectation.meta({
      description: 'What must come of it. Of a mapping, the keys that are written; a list must be the same.',
      examples: [{ status: 'success' }],
    }),
  })
  .meta({ description: 'One run of the definition, and what must come of it.' });

/** Everything that a `*.test.yaml` can say. */
export const testFileSchema = z.object({
  workflow: text
    .min(1)
    .optional()
    .meta({
      description:
        'The definition, relative to this file. Default: the file beside this one without ".test" in its name.',
      examples: ['workflow.yaml'],
    }),
  environment: z
    .record(text, text)
    .optional()
    .meta({
      description: 'Variables for the ${NAME} of the definition, beside those of the process.',
      examples: [{ CAMERA_URL: 'http://127.0.0.1' }],
    }),
  agents: z
    .record(text, mock)
    .optional()
    .meta({ description: 'What agents do in every case that says nothing else.', examples: [{ '*': {} }] }),
  cases: z
    .array(testCase)
    .min(1)
    .meta({
      description: 'The cases, each a run and what must come of it.',
      examples: [[{ name: 'works', expect: { status: 'success' } }]],
    }),
});

export type TestFileContent = z.output<typeof testFileSchema>;
export type CaseContent = TestFileContent['cases'][number];
export type ScenarioContent = z.output<typeof scenario>;
