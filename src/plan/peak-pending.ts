import type { PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import { WINDOW } from '../workflows/scheduler.ts';
import { phaseOrder } from './phase-order.ts';

/**
 * How much is at work at the same time, at most. The phases are laid out in chains, each phase behind one that it depends on:
 * of a chain only one phase is at work at a time, so the widest of each chain bound it. What a limit allows bounds it too.
 */
export function peakPending(definition: RunDefinition, widthOf: (phase: PhaseDefinition) => number): number {
  /** The width of the chain that ends at a phase. */
  const ends = new Map<string, number>();
  for (const { name, dependsOn, phase } of phaseOrder(definition)) {
    const [before] = dependsOn.filter((other) => ends.has(other)).toSorted((a, b) => ends.get(b)! - ends.get(a)!);
    const width = Math.max(widthOf(phase), before === undefined ? 0 : ends.get(before)!);
    if (before !== undefined) ends.delete(before);
    ends.set(name, width);
  }
  const widths = [...ends.values()].reduce((total, width) => total + width, 0);
  return Math.min(widths, definition.maxWorkers, WINDOW);
}
