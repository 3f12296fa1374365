import { formatDuration } from '../definition/duration.ts';
import type { AgentStatusDocument, ItemStatusDocument } from '../runs/run-status.ts';
import { countTasks } from './counts.ts';
import { fit } from './fit.ts';
import type { Entry } from './fold.ts';
import { itemName } from './item-name.ts';
import { symbol, tint, type Style } from './style.ts';

/** Of the items of a `for_each`, this many of each kind have a line of their own; the agent's line counts them all. */
const ITEMS_SHOWN = 5;

/** The lines of an agent: its own, and those of its items that have failed or are at work. */
export function agentEntries(agent: AgentStatusDocument, style: Style): Entry[] {
  const { items = [] } = agent;
  const counts = countTasks(agent);
  const count = agent.items ? `${counts.done}/${counts.all} items` : '';
  const text = [count, ...taskText(agent, style)].filter(Boolean).join('  ');
  const line = `  ${symbol(agent.status, style)} ${fit(agent.id, 26).padEnd(26)} ${text}`.trimEnd();
  return [
    { line, rank: rankOf(agent) },
    ...itemEntries(
      items.filter(({ error }) => error),
      style,
    ),
    ...itemEntries(
      items.filter(({ status }) => status === 'running'),
      style,
    ),
  ];
}

function itemEntries(items: readonly ItemStatusDocument[], style: Style): Entry[] {
  const shown = items.slice(0, ITEMS_SHOWN).map((item): Entry => {
    const text = taskText(item, style).filter(Boolean).join('  ');
    const line = `    ${symbol(item.status, style)} ${fit(itemName(item), 24).padEnd(24)} ${text}`;
    return { line: line.trimEnd(), rank: rankOf(item) };
  });
  const more = items.length - shown.length;
  const what = items[0]?.status === 'running' ? 'at work' : 'that failed';
  return more > 0
    ? [...shown, { line: style.colors.dim(`      and ${more} more items ${what}`), rank: shown[0]!.rank }]
    : shown;
}

const rankOf = ({ status, error }: ItemStatusDocument | AgentStatusDocument): Entry['rank'] =>
  error ? 0 : status === 'running' ? 1 : 3;

function taskText(task: ItemStatusDocument | AgentStatusDocument, style: Style): string[] {
  const { colors } = style;
  const atWork = task.status === 'running';
  const unusual = task.status === 'skipped' || task.status === 'cancelled' || task.status === 'blocked';
  return [
    task.duration === null ? '' : formatDuration(task.duration * 1000),
    atWork && (task.attempt ?? 1) > 1 ? colors.yellow(`attempt ${task.attempt}`) : '',
    atWork && task.progress ? `${Math.round(task.progress.fraction * 100)}% ${task.progress.text ?? ''}`.trim() : '',
    atWork && task.last_error ? colors.dim(firstLine(task.last_error)) : '',
    task.reused ? colors.dim('reused') : '',
    task.cached ? colors.dim('cached') : '',
    task.tolerated ? colors.yellow('tolerated') : '',
    task.error ? tint(task.status, style)(firstLine(task.error.message)) : '',
    unusual && task.reason ? colors.dim(firstLine(task.reason)) : '',
  ];
}

const firstLine = (text: string): string => text.split('\n')[0]!;
