import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Measurement } from '../activities/executor/agent-call.ts';
import { isMetricName } from '../activities/executor/measurements.ts';

/**
 * The metrics that agents make up, beside the worker's own: bounded, since each name and each set of labels is a time series for
 * as long as the worker lives. `record` says, once for each reason, what was dropped.
 */
export class AgentMetrics {
  readonly #registry: Registry;
  readonly #metrics = new Map<string, AgentMetric>();
  readonly #said = new Set<string>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  record(measurement: Measurement): string | undefined {
    const problem = this.#take(measurement);
    if (problem === undefined || this.#said.has(problem) || this.#said.size === PROBLEMS) return undefined;
    this.#said.add(problem);
    return problem;
  }

  #take(measurement: Measurement): string | undefined {
    const { name, kind, labels, value } = measurement;
    const labelNames = Object.keys(labels);
    if (!isWellFormed(measurement)) return 'A metric was dropped: it has a bad name, value or label.';
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      if (this.#metrics.size === NAMES) return `The metric ${name} was dropped: a worker takes ${NAMES} of agents.`;
      metric = { kind, labelNames, sets: new Set(), take: this.#create(measurement, labelNames) };
      this.#metrics.set(name, metric);
    }
    if (metric.kind !== kind) return `The metric ${name} is a ${metric.kind}; as a ${kind} it was dropped.`;
    if (metric.labelNames.join() !== labelNames.join())
      return `The metric ${name} has the labels ${list(metric.labelNames)}; with ${list(labelNames)} it was dropped.`;
    const set = JSON.stringify(labels);
    if (!metric.sets.has(set) && metric.sets.size === LABEL_SETS)
      return `The metric ${name} has ${LABEL_SETS} sets of labels; another one was dropped.`;
    metric.sets.add(set);
    metric.take(labels, value);
    return undefined;
  }

  #create({ kind, name }: Measurement, labelNames: string[]): AgentMetric['take'] {
    const options = { name: PREFIX + name, help: `A ${kind} of an agent.`, labelNames, registers: [this.#registry] };
    switch (kind) {
      case 'counter': {
        const counter = new Counter(options);
        return (labels, value) => counter.inc(labels, value);
      }
      case 'gauge': {
        const gauge = new Gauge(options);
        return (labels, value) => gauge.set(labels, value);
      }
      case 'histogram': {
        const histogram = new Histogram({ ...options, buckets: BUCKETS });
        return (labels, value) => histogram.observe(labels, value);
      }
    }
  }
}

/** The agent's own process has looked already. It is not believed. */
function isWellFormed({ kind, name, value, labels }: Measurement): boolean {
  const entries = Object.entries(labels);
  return (
    ['counter', 'gauge', 'histogram'].includes(kind) &&
    isMetricName(name) &&
    Number.isFinite(value) &&
    (kind !== 'counter' || value >= 0) &&
    entries.length <= LABELS &&
    entries.every(([label, text]) => isMetricName(label) && typeof text === 'string')
  );
}

interface AgentMetric {
  readonly kind: Measurement['kind'];
  readonly labelNames: readonly string[];
  readonly sets: Set<string>;
  readonly take: (labels: Measurement['labels'], value: number) => void;
}

const PREFIX = 'orchestrator_agent_';
const NAMES = 50;
const LABELS = 5;
const LABEL_SETS = 100;
const PROBLEMS = 200;
/** From milliseconds to hours, and from one to ten thousand of whatever is counted. */
const BUCKETS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 50, 100, 500, 1000, 5000, 10_000];

const list = (names: readonly string[]): string => (names.length === 0 ? '(none)' : names.join(', '));
