import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AttemptRecord } from '../activities/run-agent.ts';

/** What the orchestrator counts, beside what the Temporal SDK counts itself. Labels are bounded: never a run, an item or a message. */
export class Metrics {
  readonly registry = new Registry();
  readonly #attempts = new Counter({
    name: 'orchestrator_attempts_total',
    help: 'Attempts of agents that ended, by workflow definition, agent class and status (success, failed, cancelled).',
    labelNames: ['workflow', 'class', 'status'],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'orchestrator_attempt_duration_seconds',
    help: 'How long attempts of agents took.',
    labelNames: ['workflow', 'class'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600],
    registers: [this.registry],
  });
  readonly #atWork = new Gauge({
    name: 'orchestrator_agents_at_work',
    help: 'Agents that this worker runs now.',
    registers: [this.registry],
  });
  readonly #limit = new Gauge({
    name: 'orchestrator_agents_limit',
    help: 'Agents that this worker runs at most.',
    registers: [this.registry],
  });

  constructor(maxAgents: number) {
    this.#limit.set(maxAgents);
  }

  attemptStarted(): void {
    this.#atWork.inc();
  }

  attemptEnded({ workflow, class: agentClass, status, seconds }: AttemptRecord): void {
    this.#atWork.dec();
    this.#attempts.inc({ workflow, class: agentClass, status });
    this.#seconds.observe({ workflow, class: agentClass }, seconds);
  }
}
