/** A stored output: a line of JSON that says how old it is and how long the rest must be, then the output as JSON text. */
export interface CacheEntry {
  readonly storedAt: number;
  /** Milliseconds; absent: for ever. */
  readonly ttl?: number | undefined;
  readonly output: string;
}

export function formatEntry({ storedAt, ttl, output }: CacheEntry): string {
  return `${JSON.stringify({ version: VERSION, storedAt, ttl, length: output.length })}\n${output}`;
}

/** Undefined for whatever is not a whole entry. */
export function parseEntry(text: string): CacheEntry | undefined {
  const end = text.indexOf('\n');
  const header = parseHeader(text.slice(0, Math.max(0, end)));
  if (header === undefined || text.length - end - 1 !== header.length || !isJson(text.slice(end + 1))) return undefined;
  return { ...header, output: text.slice(end + 1) };
}

export interface CacheHeader {
  readonly storedAt: number;
  readonly ttl?: number | undefined;
  readonly length: number;
}

/** The first line of an entry. */
export function parseHeader(line: string): CacheHeader | undefined {
  try {
    const { version, storedAt, ttl, length } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (version !== VERSION || typeof storedAt !== 'number' || typeof length !== 'number') return undefined;
    return { storedAt, length, ...(typeof ttl === 'number' ? { ttl } : {}) };
  } catch {
    return undefined;
  }
}

const VERSION = 1;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
