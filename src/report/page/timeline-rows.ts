import type { ReportDocument } from '../report-document.ts';

export type TimelineRow =
  | { readonly kind: 'phase'; readonly phase: number; readonly isOpen: boolean; readonly tasks: number }
  | { readonly kind: 'task'; readonly phase: number; readonly task: number };

interface Which {
  readonly isOpen: (phase: number) => boolean;
  /** Also without tasks. */
  readonly isShown: (phase: number) => boolean;
}

/** Phases with those of their tasks that were found. */
export function timelineRows(
  { phases }: ReportDocument,
  found: ReadonlyMap<number, readonly number[]>,
  { isOpen, isShown }: Which,
): TimelineRow[] {
  return phases.flatMap((_, phase): TimelineRow[] => {
    const tasks = found.get(phase) ?? [];
    if (tasks.length === 0 && !isShown(phase)) return [];
    const open = tasks.length > 0 && isOpen(phase);
    return [
      { kind: 'phase', phase, isOpen: open, tasks: tasks.length },
      ...(open ? tasks.map((task) => ({ kind: 'task' as const, phase, task })) : []),
    ];
  });
}
