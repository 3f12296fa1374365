import { cutText } from '../../activities/executor/safe-text.ts';

/** The last lines that a program said, whole ones, as many as fit into an error's message. */
export function createLastLines(): { add(line: string): void; text(): string } {
  let lines: string[] = [];
  return {
    add(line) {
      lines = [...lines, cutText(line, LINE)].slice(-LINES);
    },
    text() {
      let left = ALL;
      const start = lines.findLastIndex((line) => (left -= Buffer.byteLength(line) + 1) < 0);
      return lines.slice(start + 1).join('\n');
    },
  };
}

const LINES = 10;
/** Bytes. */
const LINE = 400;
const ALL = 1500;
