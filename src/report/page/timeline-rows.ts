import type { ReportDocument } from '../report-document.ts';

export type TimelineRow =
  | { readonly kind: 'phase'; readonly phase: number; readonly isOpen: boolean; readonly tasks: number }
  | { readonly kind: 'task'; readonly phase: number; readonly task: number };

/** Phases with those of their tasks that were found; while a filter holds, only phases with any. */
export function timelineRows(
  { phases }: ReportDocument,
  found: ReadonlyMap<number, readonly number[]>,
  { isOpen, isFiltering }: { readonly isOpen: (phase: number) => boolean; readonly isFiltering: boolean },
): TimelineRow[] {
  return phases.flatMap((_, phase): TimelineRow[] => {
    const tasks = found.get(phase) ?? [];
    if (isFiltering && tasks.length === 0) return [];
    const open = tasks.length > 0 && isOpen(phase);
    return [
      { kind: 'phase', phase, isOpen: open, tasks: tasks.length },
      ...(open ? tasks.map((task) => ({ kind: 'task' as const, phase, task })) : []),
    ];
  });
}
