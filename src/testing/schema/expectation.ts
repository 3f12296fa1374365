import { z } from 'zod';
import { duration, freeMapping, text, WHOLE_NUMBER } from '../../definition/schema/scalars.ts';

export const error = z
  .object(
    {
      type: text.optional().meta({ description: 'Its name.', examples: ['RangeError'] }),
      message: text.optional().meta({ description: 'A part of what it says.', examples: ['no answer'] }),
    },
    'a mapping, or a part of what the error says',
  )
  .meta({ shorthand: 'message', description: 'The error.', examples: [{ type: 'RangeError' }] });

export const runError = error
  .extend({
    phase: text.optional().meta({ description: 'The phase that failed.', examples: ['collect'] }),
    agent: text.optional().meta({ description: 'The agent that failed.', examples: ['refresh'] }),
  })
  .meta({
    shorthand: 'message',
    description: 'The first failure that was not tolerated.',
    examples: [{ phase: 'collect', message: 'no answer' }],
  });

const reason = text.optional().meta({ description: 'A part of the reason.', examples: ['which failed'] });
const tolerated = z
  .boolean()
  .optional()
  .meta({ description: 'It failed, and the flow goes on.', examples: [true] });
const took = duration(0)
  .optional()
  .meta({ description: 'How long it took, in simulated time.', examples: ['30s'] });

const phaseStatuses = ['success', 'failed', 'skipped', 'blocked', 'cancelled'] as const;
const agentStatuses = ['success', 'failed', 'timed_out', 'skipped', 'blocked', 'cancelled'] as const;

export const phase = z
  .object(
    {
      status: z
        .enum(phaseStatuses)
        .optional()
        .meta({ description: 'What it came to.', examples: ['blocked'] }),
      reason,
      tolerated,
      prompt: text
        .optional()
        .meta({ description: 'A part of what people were asked.', examples: ['Publish 3 alerts?'] }),
      outputs: freeMapping
        .optional()
        .meta({ description: 'Of a phase with a sub-workflow: what that gives back.', examples: [{ page: 'x' }] }),
      duration: took,
    },
    'a status, or a mapping',
  )
  .meta({ shorthand: 'status', description: 'What a phase comes to.' });

export const handler = z
  .object(
    {
      status: z
        .enum([...phaseStatuses, 'not_run'])
        .optional()
        .meta({ description: 'What its agents came to; not_run: nothing of it was begun.', examples: ['not_run'] }),
      reason,
      duration: took,
    },
    'a status, or a mapping',
  )
  .meta({
    shorthand: 'status',
    description: 'What the agents of on_failure or finally come to.',
    examples: ['not_run'],
  });

const task = {
  status: z
    .enum(agentStatuses)
    .optional()
    .meta({ description: 'What it comes to.', examples: ['failed'] }),
  attempts: z
    .int(WHOLE_NUMBER)
    .min(0)
    .optional()
    .meta({ description: 'How often it was begun.', examples: [3] }),
  input: z
    .json()
    .optional()
    .meta({ description: 'What it was started with.', examples: [{ road: 'A8' }] }),
  output: z
    .json()
    .optional()
    .meta({ description: 'What it gave.', examples: [{ rows: 3 }] }),
  error: error.optional(),
  reason,
  tolerated,
  reused: z
    .boolean()
    .optional()
    .meta({ description: 'Its output is that of the earlier run.', examples: [true] }),
  cached: z
    .boolean()
    .optional()
    .meta({ description: 'Its output is an earlier one for the same cache.key.', examples: [true] }),
  duration: took,
};

export const item = z
  .object(
    {
      item: z
        .json()
        .optional()
        .meta({ description: 'The item.', examples: ['A8'] }),
      ...task,
    },
    'a status, or a mapping',
  )
  .meta({ shorthand: 'status', description: 'What an item comes to.' });

export const agent = z
  .object(
    {
      ...task,
      items: z
        .array(item)
        .optional()
        .meta({ description: 'Of a for_each: every item, in order.', examples: [['success', 'failed']] }),
    },
    'a status, or a mapping',
  )
  .meta({ shorthand: 'status', description: 'What an agent comes to.' });

export const expectation = z.object({
  status: z
    .enum(['success', 'failed', 'cancelled', 'timed_out'])
    .optional()
    .meta({ description: 'What the run comes to.', examples: ['failed'] }),
  phases: z
    .record(text, phase)
    .optional()
    .meta({
      description: 'By phase; publish/review is a phase of the sub-workflow of publish.',
      examples: [{ analytics: 'blocked' }],
    }),
  agents: z
    .record(text, agent)
    .optional()
    .meta({ description: 'By phase/agent.', examples: [{ 'collect/refresh': { attempts: 3 } }] }),
  order: z
    .array(text)
    .min(2)
    .optional()
    .meta({
      description: 'Phases and agents, each started before the next one.',
      examples: [['collect', 'analytics/detect']],
    }),
  outputs: freeMapping.optional().meta({ description: 'What the run gives back.', examples: [{ alerts: 3 }] }),
  error: runError.optional(),
  on_failure: handler.optional(),
  finally: handler.optional(),
  duration: took,
});

export type Expectation = z.output<typeof expectation>;
export type PhaseExpectation = z.output<typeof phase>;
export type HandlerExpectation = z.output<typeof handler>;
export type AgentExpectation = z.output<typeof agent>;
export type ItemExpectation = z.output<typeof item>;
export type ErrorExpectation = z.output<typeof runError>;
