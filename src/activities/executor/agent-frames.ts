import { fileURLToPath } from 'node:url';

/**
 * The frames of a stack up to the agent's outermost one. Below it are the frames of what runs agents, which say nothing of the
 * agent. A stack without a frame of an agent stays as it is: what is wrong is elsewhere then.
 */
export function agentFrames(frames: string): string {
  const lines = frames.split('\n');
  const first = lines.findIndex((line) => isLocated(line) && !isNodes(line) && !isOurs(line));
  if (first === -1) return frames;
  const end = lines.findIndex((line, index) => index > first && isOurs(line));
  const above = lines.slice(0, end === -1 ? undefined : end);
  const own = above.slice(0, above.findLastIndex((line) => isLocated(line) && !isNodes(line)) + 1);
  return own.map(withPath).join('\n');
}

/** An agent in JavaScript is imported by a URL, with the version of its file: a person wants the file. */
function withPath(line: string): string {
  return line.replace(/(file:\/\/[^\s?]+)?(?:\?v=[\w.-]+)?(?=:\d+:\d+)/, (_, url?: string) => {
    try {
      return url === undefined ? '' : fileURLToPath(url);
    } catch {
      return url!;
    }
  });
}

const isLocated = (line: string): boolean => /^    at .*[/\\]/.test(line);
const isNodes = (line: string): boolean => /\bnode:/.test(line);

function isOurs(line: string): boolean {
  if (/[/\\]node_modules[/\\]@temporalio[/\\]/.test(line)) return true;
  return OURS.some((place) => line.includes(place)) && !OUR_AGENTS.some((place) => line.includes(place));
}

/** This package, as it is compiled and, where source maps are read, as it is written. */
const FOLDERS = ['dist/', 'src/'].map((name) => new URL(`../../../${name}`, import.meta.url));
const OURS = FOLDERS.flatMap(bothForms);
const OUR_AGENTS = FOLDERS.map((folder) => new URL('agents/', folder)).flatMap(bothForms);

/** Of modules a stack has the URL, of what a source map names the path. */
function bothForms(url: URL): string[] {
  return [url.href, fileURLToPath(url)];
}
