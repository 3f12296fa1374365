import type { Readable } from 'node:stream';
import type { DevServerFault } from './dev-server-error.ts';

/** What a keeper says to its users: one line of JSON each. Users say nothing: that they are connected is all. */
export type KeeperMessage =
  | { readonly kind: 'progress'; readonly line: string }
  /** Only to the process that started it: it may be connected to now. */
  | { readonly kind: 'listening' }
  | { readonly kind: 'ready'; readonly address: string; readonly uiUrl: string }
  /** For good: the keeper ends after it. */
  | { readonly kind: 'failed'; readonly fault: DevServerFault };

export function encodeMessage(message: KeeperMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Calls back for each whole message of the stream; half a line at its end is dropped. */
export function onMessages(stream: Readable, callback: (message: KeeperMessage) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) callback(JSON.parse(line) as KeeperMessage);
  });
}
