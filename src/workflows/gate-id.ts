/** As much of an id as is shown of one that is too long: at most 600 bytes. */
const SHOWN = 200;
/** The server takes 1,000 bytes, of which others may need some. */
const MAX_BYTES = 900;

/** The Workflow ID of what counts the runs with a concurrency key. A key that is too long for one is told apart by its hash. */
export function gateId(name: string, key: string): string {
  const id = `orchestrator:gate/${name}/${key}`;
  return bytesOf(id) <= MAX_BYTES ? id : `${id.slice(0, SHOWN)}…${hash(id, FNV_OFFSET)}${hash(id, ~FNV_OFFSET)}`;
}

/** In UTF-8: a workflow has no Buffer. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over UTF-16, with a last round that mixes. It need not withstand anyone: keys are the definition's own. */
function hash(text: string, offset: number): string {
  let value = offset;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), FNV_PRIME);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return ((value ^ (value >>> 13)) >>> 0).toString(16).padStart(8, '0');
}
