import type { WriteStream } from 'node:tty';
import type { RunDefinition } from '../definition/run-definition.ts';
import { dependenciesOf } from './dependencies-of.ts';
import type { FollowView } from './follow.ts';
import { plainView } from './plain-view.ts';
import { quietView } from './quiet-view.ts';
import type { Style } from './style.ts';
import { treeView } from './tree-view.ts';

export type Progress = 'auto' | 'tty' | 'plain' | 'json' | 'quiet';

/** A terminal gets a tree that is drawn in place; a pipe, a file or CI gets one line for each change. On stderr, for stdout is the result. */
export function chooseView(
  progress: Progress,
  options: { style: Style; definition: RunDefinition; drawsInPlace: boolean; hint?: string | undefined },
): FollowView {
  const stream = process.stderr as WriteStream;
  switch (progress) {
    case 'auto':
      return chooseView(stream.isTTY && options.drawsInPlace ? 'tty' : 'plain', options);
    case 'tty':
      return treeView(stream, options.style, dependenciesOf(options.definition), options.hint);
    case 'plain':
      return plainView((line) => stream.write(`${line}\n`));
    case 'json':
      return jsonView((line) => stream.write(`${line}\n`));
    case 'quiet':
      return { ...quietView(), note: onceEach((text) => stream.write(`orchestrator: ${text}\n`)) };
  }
}

/** No progress is asked for; that a run cannot go on, or cannot be seen, is another thing. */
function onceEach(write: (text: string) => void): (text: string) => void {
  let last = '';
  return (text) => {
    if (text !== last) write(text);
    last = text;
  };
}

/** One JSON document a line, for each status that differs from the one before in more than its duration. */
function jsonView(write: (line: string) => void): FollowView {
  let last = '';
  return {
    show(status) {
      const key = JSON.stringify(status, (name, value: unknown) =>
        name === 'total_duration' || name === 'duration' ? undefined : value,
      );
      if (key !== last) write(JSON.stringify(status));
      last = key;
    },
    note: (text) => write(JSON.stringify({ note: text })),
    banner: (text) => write(JSON.stringify({ note: text() })),
    close() {},
  };
}
