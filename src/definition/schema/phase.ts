import { z } from 'zod';
import { MAX_AGENTS } from '../limits.ts';
import { whens } from '../run-definition.ts';
import { agent } from './agent.ts';
import { condition, duration, freeMapping, maxWorkers, name, template, text } from './scalars.ts';

/** `depends_on: [a]` is short for `depends_on: [{ phase: a }]`. */
const dependency = z
  .object(
    {
      phase: text.meta({ description: 'The phase that this one depends on.', examples: ['analytics'] }),
      when: z
        .enum(whens)
        .optional()
        .meta({
          description:
            'What the other phase must have come to. Without it: success or skipped, and anything else blocks this phase.',
          examples: ['failed'],
        }),
    },
    'the name of a phase, or a mapping',
  )
  .meta({ shorthand: 'phase' });

const approval = z
  .object({
    prompt: template
      .optional()
      .meta({ description: 'What a person is asked. May contain ${{ }}.', examples: ['Publish the alerts?'] }),
    timeout: duration(1)
      .optional()
      .meta({ description: 'How long is waited for a decision. Default: as long as it takes.', examples: ['4h'] }),
    on_timeout: z
      .enum(['reject', 'approve'])
      .optional()
      .meta({ description: 'What no decision means.', default: 'reject', examples: ['reject'] }),
  })
  .meta({
    description: 'The phase waits until a person approves it.',
    examples: [{ prompt: 'Publish the alerts?', timeout: '4h' }],
  });

export const phase = z
  .object({
    name: name.meta({ description: 'Unique in the file.', examples: ['data_collection'] }),
    description: text.optional().meta({ description: 'For people.', examples: ['Collect traffic data'] }),
    parallel: z
      .boolean()
      .optional()
      .meta({
        description:
          'true: its agents run side by side. false: one after another, and the first failure skips the rest.',
        default: false,
        examples: [true],
      }),
    depends_on: z
      .array(dependency)
      .optional()
      .meta({ description: 'The phase starts as soon as these are over.', examples: [['data_collection']] }),
    if: condition.optional().meta({
      description: 'CEL. The phase is skipped where it is false.',
      examples: ['size(phases.data_collection.outputs.refresh) > 0'],
    }),
    approval: approval.optional(),
    max_workers: maxWorkers.optional().meta({
      description: 'Agents of this phase at work at the same time; the run’s limit still holds.',
      examples: [4],
    }),
    fail_fast: z
      .boolean()
      .optional()
      .meta({ description: 'The first failure cancels the phase’s other agents.', default: false, examples: [true] }),
    continue_on_error: z
      .boolean()
      .optional()
      .meta({ description: 'A failure of the phase is recorded and tolerated.', default: false, examples: [true] }),
    agents: z
      .array(agent)
      .min(1)
      .max(MAX_AGENTS)
      .optional()
      .meta({ description: 'What the phase runs.', examples: [[{ module: 'src.agents.scan', class: 'ScanAgent' }]] }),
    workflow: z
      .string()
      .min(1)
      .optional()
      .meta({
        description: 'A sub-workflow instead of agents: another definition, relative to this file.',
        examples: ['./publish.yaml'],
      }),
    with: freeMapping.optional().meta({
      description: 'The inputs of the sub-workflow. May contain ${{ }}.',
      examples: [{ count: '${{ phases.analytics.outputs.count }}' }],
    }),
  })
  .meta({ description: 'A node of the graph: agents that belong together.', oneOf: ['agents', 'workflow'] });

export type PhaseFile = z.infer<typeof phase>;
