import { hostname } from 'node:os';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { readableSpan } from './readable-span.ts';
import type { SpanTarget } from './traces.ts';

export interface OtlpOptions {
  /** The collector, such as `http://localhost:4318`. Default: as OpenTelemetry's own variables say. */
  readonly url?: string | undefined;
  readonly version: string;
  readonly onProblem: (message: string) => void;
}

/** Seconds are lost to a collector that does not answer only by who waits for it: nobody but the end of a worker. */
const TIMEOUT = 5_000;

/**
 * Sends spans to a collector by OTLP over HTTP, as JSON. What waits is bounded (2048 spans), what cannot be sent is dropped, and
 * told of once. OpenTelemetry is loaded here, and nowhere else.
 */
export async function openOtlpTarget({ url, version, onProblem }: OtlpOptions): Promise<SpanTarget> {
  const { BatchSpanProcessor, OTLPTraceExporter, resources } = await load();
  const exporter = new OTLPTraceExporter({
    ...(url === undefined ? {} : { url: `${url.replace(/\/+$/, '')}/v1/traces` }),
    timeoutMillis: TIMEOUT,
  });
  const processor = new BatchSpanProcessor({ exporter: tellingOnce(exporter, onProblem), scheduledDelayMillis: 1_000 });
  const own = { 'service.name': 'orchestrator', 'service.version': version };
  const resource = resources
    .resourceFromAttributes({ ...own, 'service.instance.id': `${process.pid}@${hostname()}` })
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  return {
    send: (span) => processor.onEnd(readableSpan(span, resource)),
    // Failures are told of already.
    flush: () => processor.forceFlush().catch(() => {}),
    close: () => processor.shutdown().catch(() => {}),
  };
}

/** A failure is the end of these spans, and of nothing else. */
function tellingOnce(exporter: SpanExporter, onProblem: (message: string) => void): SpanExporter {
  let isToldOf = false;
  return {
    export(spans, done) {
      exporter.export(spans, ({ error }) => {
        if (error && !isToldOf) {
          isToldOf = true;
          onProblem(
            `traces cannot be sent, and are dropped as long as that is so: ${reasonOf(error)}; check --otlp or OTEL_EXPORTER_OTLP_ENDPOINT, and the collector`,
          );
        }
        done({ code: 0 });
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/** Where every address of a host refuses, Node's error has no message of its own. */
function reasonOf(error: Error): string {
  return error.message || ('code' in error && typeof error.code === 'string' ? error.code : error.name);
}

async function load() {
  try {
    const [{ BatchSpanProcessor }, { OTLPTraceExporter }, resources] = await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
    return { BatchSpanProcessor, OTLPTraceExporter, resources };
  } catch (error) {
    const packages = ['api', 'sdk-trace', 'exporter-trace-otlp-http', 'resources'].map(
      (name) => `@opentelemetry/${name}`,
    );
    throw new Error(`traces need packages that are not installed here: \`npm install ${packages.join(' ')}\``, {
      cause: error,
    });
  }
}
