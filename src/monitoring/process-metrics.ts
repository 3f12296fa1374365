import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What the worker's own process uses, under the names that Prometheus's clients share, and how long it could not be reached. */
export function watchProcess(registry: Registry): { close(): void } {
  const registers = [registry];
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since 1970.',
    registers,
  }).set(Math.round(Date.now() / 1000 - process.uptime()));
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the worker alone, without the processes of agents.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the worker alone, without the processes of agents.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  new Gauge({
    name: 'orchestrator_event_loop_delay_seconds',
    help: "The longest time since the metrics were last read in which the worker's event loop did not turn: agents without isolation hold it up.",
    registers,
    collect() {
      this.set(Math.max(0, delay.max / 1e9 - RESOLUTION / 1000));
      delay.reset();
    },
  });
  return { close: () => void delay.disable() };
}

/** Milliseconds. The delay is measured as the time between two timers that are this far apart. */
const RESOLUTION = 20;
