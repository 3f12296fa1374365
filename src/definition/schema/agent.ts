import { z } from 'zod';
import { MAX_BACKOFF, MAX_ITEMS, MAX_RETRIES, MAX_TASK_QUEUE } from '../limits.ts';
import { isolations, runtimes } from '../run-definition.ts';
import {
  className,
  condition,
  duration,
  freeMapping,
  maxWorkers,
  name,
  template,
  text,
  WHOLE_NUMBER,
} from './scalars.ts';

const retry = z
  .object({
    max_retries: z
      .int(WHOLE_NUMBER)
      .min(0)
      .max(MAX_RETRIES)
      .optional()
      .meta({ description: 'Attempts after the first one: 3 means up to four attempts.', default: 3, examples: [3] }),
    retry_delay: duration(0)
      .optional()
      .meta({ description: 'The pause before the first retry.', default: '5s', examples: ['5s'] }),
    backoff: z
      .number()
      .min(1)
      .max(MAX_BACKOFF)
      .optional()
      .meta({
        description: 'Each pause is this many times the one before; 1 keeps it the same.',
        default: 1,
        examples: [2],
      }),
    max_delay: duration(1)
      .optional()
      .meta({ description: 'No pause is longer than this.', examples: ['1m'] }),
    non_retryable: z
      .array(text)
      .optional()
      .meta({ description: 'Names of errors that no further attempt can mend.', examples: [['ValidationError']] }),
  })
  .meta({
    description: 'When and how often an agent that failed is tried again.',
    examples: [{ max_retries: 3, retry_delay: '5s' }],
  });

/** Whether it is one only is seen by the check of expressions. */
const ONE_EXPRESSION = /^\s*\$\{\{[\s\S]*\}\}\s*$/;

/** What `defaults` may say for every agent, and each agent for itself. */
const settings = {
  timeout: duration(1)
    .optional()
    .meta({ description: 'How long one attempt may take. Without it, as long as a year.', examples: ['10m'] }),
  heartbeat_timeout: duration(1)
    .optional()
    .meta({
      description:
        'A worker that has not answered for so long counts as lost: its agents are started again on another, without using up a retry. An agent that keeps its process from answering is ended before that, and has failed.',
      default: '30s',
      examples: ['30s'],
    }),
  retry: retry.optional(),
  isolation: z
    .enum(isolations)
    .optional()
    .meta({
      description:
        'What an agent runs in: a process of its own (the default), a thread, or the worker itself, which is for trusted agents that wait most of the time.',
      default: 'process',
      examples: ['inline'],
    }),
  task_queue: z
    .string()
    .min(1)
    .max(MAX_TASK_QUEUE)
    .optional()
    .meta({
      description: 'Another fleet of workers for this agent: the task queue that they serve.',
      examples: ['gpu'],
    }),
  runtime: z
    .enum(runtimes)
    .optional()
    .meta({ description: 'The language the agent is written in.', default: 'node', examples: ['python'] }),
};

export const defaults = z.object(settings).meta({
  description: 'Merged into every agent; what an agent says itself wins.',
  examples: [{ timeout: '10m', retry: { max_retries: 1 } }],
});

export const cache = z
  .object({
    key: template.meta({
      description: 'The agent does not run if its output for the same key is known. May contain ${{ }}.',
      examples: ['${{ item }}'],
    }),
    ttl: duration(1)
      .optional()
      .meta({ description: 'How long an output is good. Default: for ever.', examples: ['1h'] }),
  })
  .meta({
    description: 'Use the output of an earlier run for the same key.',
    examples: [{ key: '${{ item }}', ttl: '1h' }],
  });

export const agent = z
  .object({
    id: name
      .optional()
      .meta({ description: 'Unique in its phase. Default: the class in snake_case.', examples: ['refresh'] }),
    module: text.meta({
      description: 'Where the class is: a dotted name or a relative path, inside the worker’s folder.',
      examples: ['src.agents.data_collection.image_refresh_agent'],
    }),
    class: className.meta({ description: 'The class; it has a method `run`.', examples: ['ImageRefreshAgent'] }),
    config_key: text
      .optional()
      .meta({ description: 'The section of the configuration that the agent gets.', examples: ['image_refresh'] }),
    with: freeMapping.optional().meta({
      description: 'The agent’s input. May contain ${{ }} and ${secret:NAME}.',
      examples: [{ road: '${{ item }}' }],
    }),
    if: condition.optional().meta({
      description: 'CEL. The agent (each item, in a for_each) is skipped where it is false.',
      examples: ['item != ""'],
    }),
    for_each: z
      .union(
        [z.string().regex(ONE_EXPRESSION), z.array(z.json()).min(1).max(MAX_ITEMS)],
        'a list, or exactly one ${{ }}',
      )
      .optional()
      .meta({
        description: 'One agent task for each item of a list: one ${{ }}, or the list itself. Results keep the order.',
        examples: ['${{ inputs.roads }}'],
      }),
    max_workers: maxWorkers
      .optional()
      .meta({ description: 'Items of the for_each at work at the same time.', examples: [4] }),
    continue_on_error: z
      .boolean()
      .optional()
      .meta({
        description: 'A failure is recorded and tolerated: the flow goes on.',
        default: false,
        examples: [true],
      }),
    cache: cache.optional(),
    ...settings,
  })
  .meta({ description: 'A unit of work: a class with a method `run`.' });

export type AgentFile = z.infer<typeof agent>;
export type DefaultsFile = z.infer<typeof defaults>;
export type RetryFile = z.infer<typeof retry>;
