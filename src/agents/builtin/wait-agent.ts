import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Agent, type AgentContext } from '../../agent.ts';
import { formatDuration, parseDuration } from '../../definition/duration.ts';
import type { Json, JsonObject } from '../../definition/json.ts';
import { durationSetting } from './duration-setting.ts';
import { configSchemaOf, readSettings } from './read-settings.ts';

const YEAR = 365 * 24 * 3600;

const settings = {
  seconds: z
    .number()
    .min(0)
    .max(YEAR)
    .optional()
    .meta({ description: 'How long to wait.', examples: [90] }),
  duration: durationSetting('365d')
    .optional()
    .meta({ description: 'The same, as a duration.', examples: ['5m'] }),
  until: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({
      description: 'When to go on, with its offset from UTC. A time that is over is not waited for.',
      examples: ['2026-03-01T06:00:00+01:00'],
    }),
};

export const waitSettings = z.strictObject(settings).superRefine((given, context) => {
  const named = Object.keys(given);
  if (named.length !== 1)
    context.addIssue({ code: 'custom', path: named.slice(1, 2), message: 'write one of seconds, duration and until' });
});

/** Waits. An attempt that follows another one, on another worker too, waits for the same moment. */
export class WaitAgent extends Agent<JsonObject, Json> {
  static readonly configSchema = configSchemaOf(settings);

  async run(context: AgentContext): Promise<Json> {
    const given = readSettings(waitSettings, context, { agent: 'WaitAgent', mappings: [] });
    const now = Date.now();
    const until = momentIn(context.lastCheckpoint) ?? momentOf(given, now);
    const whole = until - now;
    if (whole > 0) context.checkpoint({ until });
    // A worker that shuts down need not be kept from it: the next one goes on.
    const end = AbortSignal.any([context.signal, context.stopping]);
    const step = Math.min(30_000, Math.max(1000, whole / 100));
    for (let left = whole; left > 0; left = until - Date.now()) {
      context.progress(1 - left / whole, `${formatDuration(left)} left`);
      await delay(Math.min(left, step), undefined, { signal: end }).catch(() => end.throwIfAborted());
    }
    end.throwIfAborted();
    return { until: new Date(until).toISOString() };
  }
}

function momentOf({ seconds, duration, until }: z.infer<typeof waitSettings>, now: number): number {
  if (until !== undefined) return Date.parse(until);
  return now + (duration === undefined ? seconds! * 1000 : parseDuration(duration)!);
}

function momentIn(checkpoint: Json | undefined): number | undefined {
  const kept = z.object({ until: z.number() }).safeParse(checkpoint);
  return kept.success ? kept.data.until : undefined;
}
