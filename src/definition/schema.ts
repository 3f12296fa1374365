import { z } from 'zod';
import { parseDuration } from './duration.ts';
import { isolations } from './run-definition.ts';

/**
 * Everything a workflow.yaml can say: types, checks and (for editors) the JSON Schema all come from here.
 * Unknown keys, nulls and `x-*` keys are dealt with before this schema is asked, in `normalise.ts`.
 */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const WHOLE_NUMBER = 'a whole number';
const YEAR = 365 * 86_400_000;

const name = z.string().regex(NAME);
const text = z.string();
const modulePath = z.string().min(1);
const freeMapping = z.record(z.string(), z.json());

/** Read as milliseconds. */
const duration = (minimum: number) =>
  z.union([z.string(), z.number()]).transform((written, context) => {
    const milliseconds = parseDuration(written);
    if (milliseconds === undefined) {
      context.addIssue({ code: 'custom', params: { code: 'bad-duration' } });
      return z.NEVER;
    }
    if (milliseconds < minimum || milliseconds > YEAR) {
      context.addIssue({ code: 'custom', params: { code: 'out-of-range', minimum } });
      return z.NEVER;
    }
    return milliseconds;
  });

const retry = z.object({
  max_retries: z.int(WHOLE_NUMBER).min(0).max(1000).optional(),
  retry_delay: duration(0).optional(),
  backoff: z.number().min(1).max(100).optional(),
  max_delay: duration(1).optional(),
  non_retryable: z.array(text).optional(),
});

const maxWorkers = z.int(WHOLE_NUMBER).min(1).max(100_000);

const defaults = z.object({
  timeout: duration(1).optional(),
  heartbeat_timeout: duration(1).optional(),
  retry: retry.optional(),
  isolation: z.enum(isolations).optional(),
});

const agent = z.object({
  id: name.optional(),
  module: modulePath,
  class: z.string().regex(/^[A-Za-z_$][A-Za-z0-9_$]{0,127}$/),
  config_key: text.optional(),
  with: freeMapping.optional(),
  timeout: duration(1).optional(),
  heartbeat_timeout: duration(1).optional(),
  retry: retry.optional(),
  isolation: z.enum(isolations).optional(),
});

const phase = z.object({
  name,
  description: text.optional(),
  parallel: z.boolean().optional(),
  max_workers: maxWorkers.optional(),
  depends_on: z.array(text).optional(),
  agents: z.array(agent).min(1).max(100_000),
});

export const workflowSchema = z.object({
  name: name.optional(),
  description: text.optional(),
  version: text.optional(),
  config: z.record(z.string(), freeMapping).optional(),
  config_file: z.string().min(1).optional(),
  defaults: defaults.optional(),
  max_workers: maxWorkers.optional(),
  timeout: duration(1).optional(),
  phases: z.array(phase).min(1).max(10_000),
});

export type WorkflowFile = z.infer<typeof workflowSchema>;
export type PhaseFile = z.infer<typeof phase>;
export type AgentFile = z.infer<typeof agent>;
export type RetryFile = z.infer<typeof retry>;

/** `agents.yaml`: a mapping from section to mapping. */
export const configFileSchema = z.record(z.string(), freeMapping);
