import { createHash } from 'node:crypto';

/** The run that a log belongs to: the one a person started, by its first execution. It has one folder, whatever it grew into. */
export interface LogHome {
  readonly workflowId: string;
  readonly runId: string;
}

/** One attempt of an agent, within its run. */
export interface AttemptPlace {
  /** The phase, below the phases whose sub-workflows it is in, and the agent. */
  readonly path: readonly string[];
  readonly item?: number;
  readonly attempt: number;
  /** Milliseconds. An attempt may have the number of an earlier one, where a run was reset. */
  readonly startedAt: number;
}

const END = '.jsonl';
/** Of names of files, in bytes, with room for what is put behind it. */
const LONGEST = 180;

/** `WORKFLOW-ID/RUN-ID`, under the folder of logs. */
export const homeFolder = ({ workflowId, runId }: LogHome): string => `${fileName(workflowId)}/${fileName(runId)}`;

/** `phase/agent#3/1-20260102T030405678Z.jsonl`, under the run's folder. */
export function attemptFile({ path, item, attempt, startedAt }: AttemptPlace): string {
  const folder = path.map(fileName).join('/');
  const time = new Date(startedAt).toISOString().replaceAll(/[-:.]/g, '');
  return `${folder}${item === undefined ? '' : `#${item}`}/${attempt}-${time}${END}`;
}

/** Undefined for a file that is not the log of an attempt. */
export function parseAttemptFile(name: string): AttemptPlace | undefined {
  const [, folder, item, attempt, time] = /^(.+?)(?:#(\d+))?\/(\d+)-(\d{8}T\d{9}Z)\.jsonl$/.exec(name) ?? [];
  if (folder === undefined || time === undefined) return undefined;
  const startedAt = Date.parse(time.replace(/(....)(..)(..)T(..)(..)(..)(...)Z/, '$1-$2-$3T$4:$5:$6.$7Z'));
  const path = folder.split('/').map(nameOf);
  if (Number.isNaN(startedAt) || path.includes(undefined)) return undefined;
  return {
    path: path.filter((each) => each !== undefined),
    ...(item === undefined ? {} : { item: Number(item) }),
    attempt: Number(attempt),
    startedAt,
  };
}

/** What an Activity ID names: `phase/agent`, or `phase/agent#3`. One that is not ours is taken for the name of an agent. */
export function placeOf(activityId: string): Pick<AttemptPlace, 'path' | 'item'> {
  const [, phase, agent, item] = /^([^/]+)\/([^/#]+)(?:#(\d{1,9}))?$/.exec(activityId) ?? [];
  if (phase === undefined || agent === undefined) return { path: [activityId] };
  return { path: [phase, agent], ...(item === undefined ? {} : { item: Number(item) }) };
}

/** An agent of a run, whatever the attempt: `phase/agent#3`. */
export const agentName = ({ path, item }: Pick<AttemptPlace, 'path' | 'item'>): string =>
  `${path.join('/')}${item === undefined ? '' : `#${item}`}`;

/** The end of an attempt that logged much is kept beside its beginning. */
export const tailFile = (file: string): string => file.replace(/\.jsonl$/, '.tail');

/** Free text as the name of a file, the same on every system. Never `..`, a path, or longer than names of files may be. */
export function fileName(text: string): string {
  const encoded = encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'))
    .replaceAll(/[*~!'()]/g, escaped)
    .replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));
  if (encoded !== '' && encoded.length <= LONGEST) return encoded;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return `${encoded.slice(0, LONGEST - hash.length - 1).replace(/%.?$/, '')}~${hash}`;
}

const escaped = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;

function nameOf(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
