import type { Json } from '../../definition/json.ts';
import type { ReportDocument, ReportedTask } from '../report-document.ts';

/** `refresh #4 "A1"`: an agent, or an item of it by its position and what it is. */
export function taskName({ agent, item }: ReportedTask): string {
  return item ? `${agent} #${item.index} ${shortJson(item.value)}` : agent;
}

export const fullName = ({ phases }: ReportDocument, task: ReportedTask): string =>
  `${phases[task.phase]!.path}/${taskName(task)}`;

const LONGEST = 80;

export function shortJson(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `14:03:21`, and with its date where that is asked for. In the time of whoever reads. */
export const clock = (time: number | null): string =>
  time === null ? '' : new Date(time).toLocaleTimeString(undefined, { hour12: false });

export const dateAndClock = (time: number | null): string =>
  time === null
    ? ''
    : new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium', hour12: false });

export const plural = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
