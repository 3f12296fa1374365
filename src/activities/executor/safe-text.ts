/** At most `limit` bytes of UTF-8, never half a character. What was cut is said at the end. */
export function cutText(text: string, limit: number): string {
  // Cut by characters first: a text of 5 MB must not be copied to learn its length in bytes.
  const start = text.length > limit ? text.slice(0, limit) : text;
  const bytes = Buffer.from(start);
  if (start === text && bytes.length <= limit) return text;
  let end = Math.min(bytes.length, limit - Buffer.byteLength(CUT));
  while (end > 0 && (bytes[end]! & 0b1100_0000) === 0b1000_0000) end--;
  return bytes.toString('utf8', 0, end) + CUT;
}

/** Control characters and marks that turn text around, written out as `\x1b`: a log must not be able to redraw a terminal. */
export function escapeControls(text: string, keep = ''): string {
  return text.replace(CONTROLS, (mark) => (keep.includes(mark) ? mark : written(mark)));
}

/** Says that a text was cut here. What hides secrets relies on it: nothing that an agent says may be cut without it. */
export const CUT = '… (cut)';

// Tab is harmless. The last two ranges are line separators and the bidirectional marks behind "Trojan Source".
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

function written(mark: string): string {
  const code = mark.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`;
}
