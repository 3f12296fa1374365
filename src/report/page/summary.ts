import { formatDuration } from '../../definition/duration.ts';
import type { AgentStatus } from '../../workflows/run-result.ts';
import { STATUS_WORDS } from '../../graph/status-words.ts';
import type { ReportDocument, ReportedTask } from '../report-document.ts';
import type { Detail } from './detail.ts';
import { element } from './element.ts';
import { dateAndClock, fullName, plural } from './names.ts';
import type { View } from './view.ts';

/** Failures that are named one by one. */
const NAMED = 5;

/** The first thing to know: how the run stands, what failed, when it was, and how its agents ended. */
export function summary(view: View, detail: Detail, into: HTMLElement): void {
  const { document: report } = view;
  into.append(
    element('h1', { id: 'summary-title' }, report.run.workflow),
    ...(report.definition.description === undefined ? [] : [element('p', {}, report.definition.description)]),
    element('p', { class: 'lead' }, sentence(report)),
    ...underWay(report),
    ...failures(view, detail),
    proportions(report.tasks),
    facts(report),
  );
}

const VERBS = {
  running: 'is under way for',
  success: 'succeeded in',
  failed: 'failed after',
  cancelled: 'was cancelled after',
  timed_out: 'took longer than it may:',
} as const;

function sentence({ run, made_at: now, phases, tasks }: ReportDocument): string {
  const time = formatDuration((run.finished_at ?? now) - run.started_at);
  const begun = phases.filter(({ started_at: started }) => started !== null).length;
  return `This run ${VERBS[run.status]} ${time}: ${begun} of ${plural(phases.length, 'phase')} begun, ${plural(tasks.length, 'agent task')}.`;
}

function underWay({ run, made_at: now, phases }: ReportDocument): HTMLElement[] {
  if (run.status !== 'running') return [];
  const waiting = phases.filter(({ status }) => status === 'waiting').map(({ path }) => path);
  return [
    element(
      'p',
      { class: 'callout s-running' },
      element('strong', {}, run.paused ? 'The run is paused. ' : 'The run is under way. '),
      `This page shows it as it was at ${dateAndClock(now)}; make the report again to see more.`,
      waiting.length > 0 && ` It waits for an approval of ${waiting.join(', ')}.`,
    ),
  ];
}

function failures(view: View, detail: Detail): HTMLElement[] {
  const { document: report } = view;
  const failed = [...report.tasks.entries()].filter(
    ([, { status, flags }]) => (status === 'failed' || status === 'timed_out') && !flags.includes('tolerated'),
  );
  const phases = report.phases.filter(
    ({ status, tolerated }, index) =>
      status === 'failed' && !tolerated && !failed.some(([, { phase }]) => phase === index),
  );
  const own = report.run.error;
  if (failed.length + phases.length === 0 && own === null) return [];
  const list = failed.map(([index]) => index);
  const items = [
    ...failed
      .slice(0, NAMED)
      .map(([index, task]) =>
        element(
          'li',
          {},
          element(
            'button',
            { type: 'button', class: 'link', on: { click: () => detail.show(index, list) } },
            fullName(report, task),
          ),
          task.error && `: ${task.error.type}: ${firstLine(task.error.message)}`,
        ),
      ),
    ...phases
      .slice(0, NAMED)
      .map(({ path, reason }) => element('li', {}, element('strong', {}, path), reason && `: ${reason}`)),
    ...(failed.length > NAMED ? [element('li', {}, 'and ', showAll(view, failed.length - NAMED))] : []),
    ...(failed.length + phases.length === 0 && own ? [element('li', {}, `${own.type}: ${own.message}`)] : []),
  ];
  return [
    element('div', { class: 'callout s-failed' }, element('strong', {}, 'What failed'), element('ul', {}, ...items)),
  ];
}

function showAll(view: View, count: number): HTMLElement {
  const button = element('button', { type: 'button', class: 'link' }, `${count} more`);
  button.addEventListener('click', () => {
    view.change({ text: '', phase: undefined, statuses: new Set(['failed', 'timed_out']) });
    document.getElementById('agents')!.scrollIntoView();
  });
  return button;
}

const ORDER: readonly AgentStatus[] = [
  'success',
  'running',
  'failed',
  'timed_out',
  'cancelled',
  'skipped',
  'blocked',
  'pending',
];

/** How many agents ended how, as parts of one bar; the numbers stand in the filters below. */
function proportions(tasks: readonly ReportedTask[]): HTMLElement {
  const parts = ORDER.map((status) => [status, tasks.filter((task) => task.status === status).length] as const).filter(
    ([, count]) => count > 0,
  );
  const bar = element('div', {
    class: 'proportions',
    role: 'img',
    'aria-label': parts.map(([status, count]) => `${count} ${STATUS_WORDS[status]}`).join(', ') || 'no agents',
  });
  for (const [status, count] of parts) {
    const part = element('span', { class: `s-${status}`, title: `${count} ${STATUS_WORDS[status]}` });
    part.style.flexGrow = String(count);
    bar.append(part);
  }
  return bar;
}

function facts({ run, made_at: now, tasks }: ReportDocument): HTMLElement {
  const retries = tasks.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0);
  const pairs: readonly (readonly [string, string | HTMLElement | null])[] = [
    ['Started', dateAndClock(run.started_at)],
    ['Finished', run.finished_at === null ? null : dateAndClock(run.finished_at)],
    ['Duration', formatDuration((run.finished_at ?? now) - run.started_at)],
    ['Retries', String(retries)],
    ['Workflow ID', element('code', {}, run.workflow_id)],
    ['Run ID', element('code', {}, run.run_id)],
    ['Definition', element('code', { title: run.definition_hash }, run.definition_hash.slice(0, 19))],
    ['Reuses outputs of', run.reused_from === null ? null : element('code', {}, run.reused_from)],
  ];
  return element(
    'dl',
    { class: 'facts' },
    ...pairs
      .filter(([, value]) => value !== null)
      .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}

const firstLine = (text: string): string => text.split('\n')[0]!;
