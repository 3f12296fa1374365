import { z } from 'zod';
import { Agent, type AgentContext } from '../../agent.ts';
import { parseDuration } from '../../definition/duration.ts';
import type { Json, JsonObject } from '../../definition/json.ts';
import { checkedLookup } from './checked-lookup.ts';
import { durationSetting } from './duration-setting.ts';
import { followRedirects } from './follow-redirects.ts';
import { HttpFailure } from './http-failure.ts';
import { createStatusRule, resultOf } from './http-result.ts';
import { mayAsk } from './may-ask.ts';
import { configSchemaOf, readSettings } from './read-settings.ts';
import { requestOf } from './request-of.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const settings = {
  method: z
    .string()
    .regex(
      /^(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/i,
      'not a method: GET, HEAD, OPTIONS, POST, PUT, PATCH or DELETE',
    )
    .default('GET')
    .meta({ description: 'The request method.', examples: ['POST'] }),
  url: z.string().meta({ description: 'Where to, by http or https.', examples: ['https://api.example.org/roads'] }),
  query: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .default({})
    .meta({
      description: 'Added to the URL; a list gives its name several times.',
      examples: [{ road: 'A1', limit: 10 }],
    }),
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'not a name of a header'), scalar)
    .default({})
    .meta({ description: 'Sent with the request.', examples: [{ authorization: 'Bearer ${secret:API_TOKEN}' }] }),
  body: z
    .json()
    .optional()
    .meta({
      description: 'Sent with the request: a text as it is, anything else as JSON. Not with GET and HEAD.',
      examples: [{ road: 'A1' }],
    }),
  timeout: durationSetting('1d')
    .default('30s')
    .meta({
      description: 'For all of it, redirects and body too. The attempt has its own `timeout` beside it.',
      examples: ['5s'],
    }),
  ok_statuses: z
    .array(z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, 'write a status, or 2xx')]))
    .min(1)
    .default(['2xx'])
    .meta({ description: 'Statuses that are a success.', examples: [['2xx', 404]] }),
  output: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .meta({
      description:
        'What becomes of the body: `auto` is JSON if the response says so and it can be read as such, else text.',
      examples: ['json'],
    }),
  max_bytes: z
    .int()
    .min(1)
    .default(5_000_000)
    .meta({
      description: 'Of the body, after it was decompressed. A larger one is refused.',
      examples: [100_000],
    }),
  max_redirects: z
    .int()
    .min(0)
    .max(20)
    .default(5)
    .meta({
      description: 'How many redirects are followed.',
      examples: [0],
    }),
  allow_private: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Also reach addresses that are not public: this machine, your own networks, the metadata service of a cloud.',
      examples: [true],
    }),
  allow_hosts: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({
      description:
        'Ask only these hosts, after redirects too. `*.example.org` stands for every host below it. Without it, any.',
      examples: [['api.example.org', '*.example.com']],
    }),
  idempotency_key: z
    .boolean()
    .default(true)
    .meta({
      description:
        'Send the key of this agent, the same in all attempts, as `Idempotency-Key`; not with GET, HEAD and OPTIONS.',
      examples: [false],
    }),
};

export const httpSettings = z.strictObject(settings);
export type HttpSettings = z.infer<typeof httpSettings>;

/** Makes one HTTP request. */
export class HttpAgent extends Agent<JsonObject, Json> {
  static readonly configSchema = configSchemaOf(settings);

  async run(context: AgentContext): Promise<Json> {
    const given = readSettings(httpSettings, context, { agent: 'HttpAgent', mappings: ['headers', 'query'] });
    const request = requestOf(given, context.idempotencyKey);
    const isOk = createStatusRule(given.ok_statuses);
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(timedOut(given)), parseDuration(given.timeout));
    const signal = AbortSignal.any([context.signal, limit.signal]);
    try {
      const answer = await followRedirects(
        request,
        { maxRedirects: given.max_redirects, isOk, check: (url) => mayAsk(url, given.allow_hosts) },
        { signal, lookup: given.allow_private ? undefined : checkedLookup() },
      );
      return await resultOf(answer, isOk, given);
    } catch (error) {
      // Whatever failed when it was told to end, failed because of that.
      signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function timedOut({ timeout, url }: HttpSettings): HttpFailure {
  const written = typeof timeout === 'number' ? `${timeout}s` : timeout;
  return new HttpFailure('HttpTimeout', `no whole answer from ${new URL(url).origin} within timeout: ${written}`, {
    retryable: true,
  });
}
