import type { ReadStream } from 'node:tty';
import { drawsInPlace } from '../environment.ts';
import type { Progress } from '../follow/choose-view.ts';
import { canListen, listenForKey, type KeyListener } from '../follow/listen-for-key.ts';

/** The key `d` of a run that is followed on a terminal. */
export interface DetachKey {
  /** Said below the tree; undefined where no key is heard: in a pipe, in CI, in the background. */
  readonly hint: string | undefined;
  /** Aborted when the key was pressed. */
  readonly pressed: AbortSignal;
  /** Hears the key from here on. */
  listen(): void;
  stop(): void;
}

export function detachKey(progress: Progress): DetachKey {
  const input = process.stdin as ReadStream;
  const shows = (progress === 'auto' || progress === 'tty') && process.stderr.isTTY && drawsInPlace();
  const hears = shows && canListen(input);
  const leaving = new AbortController();
  let listener: KeyListener | undefined;
  return {
    hint: hears ? 'd detaches' : undefined,
    pressed: leaving.signal,
    listen: () => void (hears && (listener ??= listenForKey(input, 'd', () => leaving.abort()))),
    stop: () => listener?.stop(),
  };
}
