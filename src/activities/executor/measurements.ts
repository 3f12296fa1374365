import type { MetricLabels } from '../../agent.ts';
import type { Measurement } from './agent-call.ts';
import { latest } from './latest.ts';
import { cutText } from './safe-text.ts';

/**
 * Collects what an agent measures, so that a loop which counts costs few messages: a counter's steps become one, of a gauge the
 * last value is kept. What is no measurement is dropped with a warning, one for each metric: it is no reason to lose the work.
 */
export function collectMeasurements(
  deliver: (measurements: readonly Measurement[]) => void,
  warn: (problem: string) => void,
): {
  add(kind: Measurement['kind'], name: unknown, value: unknown, labels: MetricLabels | undefined): void;
  flush(): void;
} {
  const waiting = new Map<string, Measurement>();
  const warned = new Set<string>();
  let histogramValues = 0;

  const hand = latest(() => {
    const measurements = [...waiting.values()];
    waiting.clear();
    deliver(measurements);
  });
  const keep = (measurement: Measurement) => {
    const { kind, name, labels, value } = measurement;
    if (kind === 'histogram') {
      if (++histogramValues > HISTOGRAM_VALUES) throw new Error(`an attempt may give ${HISTOGRAM_VALUES} values`);
      return waiting.set(String(histogramValues), measurement);
    }
    const key = stringify([kind, name, labels]);
    const before = kind === 'counter' ? (waiting.get(key)?.value ?? 0) : 0;
    return waiting.set(key, { ...measurement, value: before + value });
  };
  return {
    add(kind, name, value, labels) {
      try {
        keep(toMeasurement(kind, name, value, labels));
      } catch (error) {
        const metric = cutText(String(name), 60);
        if (warned.has(metric) || warned.size === WARNINGS) return;
        warned.add(metric);
        return warn(`What was measured as ${kind} ${metric} was dropped: ${(error as Error).message}`);
      }
      hand.set();
      if (waiting.size >= BATCH) hand.flush();
    },
    flush: () => hand.flush(),
  };
}

// Kept here: an agent may replace it.
const { stringify } = JSON;

const HISTOGRAM_VALUES = 10_000;
const BATCH = 1000;
const WARNINGS = 20;
const LABELS = 5;
const LABEL_LIMIT = 100;

function toMeasurement(kind: Measurement['kind'], name: unknown, value: unknown, labels: unknown): Measurement {
  if (typeof name !== 'string' || !isMetricName(name))
    throw new Error('its name must be letters, digits and "_", up to 60');
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('its value must be a number');
  if (kind === 'counter' && value < 0) throw new Error('a counter only grows: use a gauge');
  const entries = Object.entries(labels ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length > LABELS) throw new Error(`it may have ${LABELS} labels`);
  return { kind, name, value, labels: Object.fromEntries(entries.map(toLabel)) };
}

/** A histogram keeps `le` to itself. */
function toLabel([name, value]: [string, unknown]): [string, string] {
  if (!isMetricName(name) || name.startsWith('__') || name === 'le') throw new Error('a label has a bad name');
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw new Error(`its label ${name} must be text`);
  return [name, cutText(String(value), LABEL_LIMIT)];
}

/** Also asked by the worker, which takes no process's word for it. */
export function isMetricName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]{0,59}$/.test(name);
}
