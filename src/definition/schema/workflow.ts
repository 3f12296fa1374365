import { z } from 'zod';
import { LANGUAGE_VERSION, MAX_HANDLERS, MAX_PHASES, MAX_WORKERS } from '../limits.ts';
import { conflictRules } from '../run-definition.ts';
import { agent, defaults } from './agent.ts';
import { input } from './input.ts';
import { phase } from './phase.ts';
import { duration, freeMapping, maxWorkers, name, template, text, WHOLE_NUMBER } from './scalars.ts';

const concurrency = z
  .object({
    key: template.optional().meta({
      description: 'Runs of this definition with the same key count together. May contain ${{ }} with inputs.',
      examples: ['${{ inputs.env }}'],
    }),
    limit: z
      .int(WHOLE_NUMBER)
      .min(1)
      .max(MAX_WORKERS)
      .optional()
      .meta({ description: 'Runs at the same time.', default: 1, examples: [1] }),
    on_conflict: z
      .enum(conflictRules)
      .optional()
      .meta({
        description: 'What a run over the limit does: wait, cancel the oldest one under way, or fail.',
        default: 'queue',
        examples: ['queue'],
      }),
  })
  .meta({
    description: 'How many runs of this definition there may be at the same time.',
    examples: [{ limit: 1, on_conflict: 'queue' }],
  });

/** Of the language: a file of a later one would be misread. */
const VERSION = new RegExp(`^${LANGUAGE_VERSION}(?![0-9])`);

/**
 * Everything a workflow.yaml can say: types, checks, the JSON Schema for editors and the reference page all come from here.
 * Unknown keys, nulls and `x-*` keys are dealt with before this schema is asked, in `normalise.ts`.
 */
export const workflowSchema = z.object({
  name: name.optional().meta({
    description: 'The Workflow Type shown in the Temporal Web UI. Default: the file’s stem.',
    examples: ['traffic_pipeline'],
  }),
  description: text.optional().meta({ description: 'For people.', examples: ['Traffic, from cameras to alerts'] }),
  version: text
    .regex(VERSION)
    .optional()
    .meta({
      description:
        'Of the language that the file is written in: 1, or 1.2 and the like. Recorded with each run, and part of its result.',
      examples: ['1'],
    }),
  inputs: z
    .record(name, input)
    .optional()
    .meta({
      description: 'Typed values that a run is started with, checked before anything starts.',
      examples: [{ env: { type: 'string', default: 'dev' } }],
    }),
  config: z
    .record(z.string(), freeMapping)
    .optional()
    .meta({
      description: 'The sections that config_key names. May contain ${secret:NAME}.',
      examples: [{ image_refresh: { url: 'http://127.0.0.1:8080' } }],
    }),
  config_file: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'More sections, in a file beside this one. Default: agents.yaml, where there is one.',
      examples: ['agents.yaml'],
    }),
  secrets: z
    .array(name)
    .optional()
    .meta({
      description: 'Names of secrets. Values are read by the worker, right before an agent starts.',
      examples: [['CAMERA_TOKEN']],
    }),
  defaults: defaults.optional(),
  max_workers: maxWorkers.optional().meta({
    description:
      'Agents of this run at work at the same time, over all phases. A sub-workflow counts as one; its own limit is no higher than this one.',
    default: 100,
    examples: [8],
  }),
  timeout: duration(1)
    .optional()
    .meta({ description: 'How long the whole run may take.', examples: ['2h'] }),
  concurrency: concurrency.optional(),
  phases: z
    .array(phase)
    .min(1)
    .max(MAX_PHASES)
    .meta({
      description: 'What runs, in an order that depends_on gives.',
      examples: [[{ name: 'scan', agents: [{ module: 'src.agents.scan', class: 'ScanAgent' }] }]],
    }),
  on_failure: z
    .array(agent)
    .min(1)
    .max(MAX_HANDLERS)
    .optional()
    .meta({
      description: 'Agents that run, in order, after a run has failed.',
      examples: [[{ module: 'src.agents.notify', class: 'NotifyAgent', with: { text: '${{ run.error.message }}' } }]],
    }),
  finally: z
    .array(agent)
    .min(1)
    .max(MAX_HANDLERS)
    .optional()
    .meta({
      description: 'Agents that run, in order, at the end of every run: after success, failure, cancel and timeout.',
      examples: [[{ module: 'src.agents.cleanup', class: 'CleanupAgent' }]],
    }),
  outputs: z
    .record(name, z.json())
    .optional()
    .meta({
      description: 'What the run gives back. May contain ${{ }}.',
      examples: [{ alerts: '${{ phases.analytics.outputs.count }}' }],
    }),
});

export type WorkflowFile = z.infer<typeof workflowSchema>;

/** `agents.yaml`: a mapping from section to mapping. */
export const configFileSchema = z.record(z.string(), freeMapping);
