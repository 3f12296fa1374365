import type { AgentLogLine } from '../activities/executor/agent-call.ts';
import { safeText, toAttemptLine, type AttemptLine, type AttemptStatus } from './attempt-line.ts';

/** How an attempt ended. */
export interface AttemptEnd {
  readonly status: AttemptStatus;
  readonly seconds: number;
  readonly error?: { readonly type: string; readonly message: string; readonly stack?: string };
}

/** Characters of JSON: of the first part, and of each half of the last one. All of an attempt is less than a megabyte. */
const HEAD = 512 * 1024;
const HALF_TAIL = 128 * 1024;

/**
 * What is kept of an attempt's log: the first part and the last one, so that neither a disk nor a memory is filled. The first part
 * is written as it comes; the last one is held here, and written whole each time.
 */
export class AttemptLog {
  #lines = 0;
  #headSize = 0;
  #head: string[] = [];
  #tail: Tail | undefined;

  /** Nothing was logged, so that there is no file. */
  get isEmpty(): boolean {
    return this.#lines === 0;
  }

  add(line: AgentLogLine, now = new Date()): void {
    this.#keep(toAttemptLine(line, ++this.#lines, now));
  }

  /** A quiet success leaves nothing behind. */
  end({ status, seconds, error }: AttemptEnd, now = new Date()): void {
    if (this.isEmpty && status !== 'failed' && status !== 'timed_out') return;
    const duration = Math.round(seconds * 1000) / 1000;
    const known = error && { type: safeText(error.type), message: safeText(error.message, '\n') };
    this.#keep({
      time: now.toISOString(),
      n: ++this.#lines,
      level: status === 'failed' || status === 'timed_out' ? 'error' : 'info',
      stream: 'end',
      text: safeText(error?.stack ?? '', '\n'),
      status,
      duration,
      ...(known ? { error: known } : {}),
    });
  }

  /** There is a last part that is not written yet. */
  get isTailNew(): boolean {
    return this.#tail?.isNew ?? false;
  }

  /** What is to be put behind the first part: each text is given once. */
  takeHead(): string {
    const text = this.#head.join('');
    this.#head = [];
    return text;
  }

  /** The last part as it is now, with what was left out before it; undefined if it has not changed since. */
  takeTail(): string | undefined {
    return this.#tail?.take();
  }

  /** What cannot be written is not held. */
  forget(): void {
    this.#head = [];
    this.#tail?.forget();
  }

  #keep(line: AttemptLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (!this.#tail && this.#headSize + text.length <= HEAD) {
      this.#headSize += text.length;
      this.#head.push(text);
    } else (this.#tail ??= new Tail()).add(text, line);
  }
}

/** The last lines: two halves, of which the older one is dropped when the younger one is full. */
class Tail {
  #older: string[] = [];
  #younger: string[] = [];
  #size = 0;
  #dropped = { lines: 0, size: 0 };
  #last: AttemptLine | undefined;
  isNew = false;

  add(text: string, line: AttemptLine): void {
    this.isNew = true;
    if (this.#size + text.length > HALF_TAIL) {
      this.#drop();
      this.#older = this.#younger;
      this.#younger = [];
      this.#size = 0;
    }
    this.#younger.push(text);
    this.#size += text.length;
    this.#last = line;
  }

  take(): string | undefined {
    if (!this.isNew) return undefined;
    this.isNew = false;
    return [this.#cut(), ...this.#older, ...this.#younger].join('');
  }

  forget(): void {
    this.#drop();
    this.#older = [];
    this.isNew = false;
  }

  #drop(): void {
    this.#dropped.lines += this.#older.length;
    for (const text of this.#older) this.#dropped.size += text.length;
  }

  /** Has the number of the last line that was left out. */
  #cut(): string {
    const { lines, size } = this.#dropped;
    const kept = this.#older.length + this.#younger.length;
    if (lines === 0 || !this.#last) return '';
    const cut: AttemptLine = {
      time: (JSON.parse((this.#older[0] ?? this.#younger[0])!) as AttemptLine).time,
      n: this.#last.n - kept,
      level: 'warn',
      stream: 'cut',
      text: `${lines} lines (${Math.ceil(size / 1024)} KiB) are left out here: an attempt's log keeps its first ${HEAD / 1024} KiB and its last ${HALF_TAIL / 1024}`,
    };
    return `${JSON.stringify(cut)}\n`;
  }
}
