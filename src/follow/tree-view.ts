import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import type { RunStatusDocument } from '../runs/run-status.ts';
import type { FollowView } from './follow.ts';
import { fit } from './fit.ts';
import type { Style } from './style.ts';
import { tree } from './tree.ts';
import { wrap } from './wrap.ts';

/** The tree of a run, drawn in place: no full screen, and the last picture stays. */
export function treeView(
  stream: WriteStream,
  style: Style,
  dependencies: ReadonlyMap<string, readonly string[]>,
  hint = '',
): FollowView {
  const draw = createLogUpdate(stream, { showCursor: true });
  let last: RunStatusDocument | undefined;
  let note = '';
  let banner = () => '';
  let isClosed = false;
  const redraw = () => {
    const columns = (stream.columns || 80) - 1;
    const rows = (stream.rows || 24) - 2;
    // Not cut: what they say to do is there to be copied.
    const below = [banner(), note.split('\n')[0]!]
      .filter(Boolean)
      .flatMap((text) => wrap(text, columns).map((line) => fit(style.colors.yellow(line), columns)));
    const more = Math.max(0, below.length - 1);
    const lines = last ? tree(last, { style, columns, rows: rows - more, dependencies }) : [];
    const keys = hint === '' || isClosed || below.length > 1 ? [] : [fit(style.colors.dim(hint), columns)];
    draw([...lines, ...below, ...keys].join('\n'));
  };
  stream.on('resize', redraw);
  return {
    show(status) {
      last = status;
      note = '';
      redraw();
    },
    note(text) {
      note = text;
      redraw();
    },
    banner(text) {
      banner = text;
      redraw();
    },
    close() {
      banner = () => '';
      stream.off('resize', redraw);
      isClosed = true;
      if (hint !== '') redraw();
      draw.done();
    },
  };
}
