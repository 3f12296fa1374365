import type { Finding } from '../finding.ts';
import { quote } from '../say.ts';
import type { Parts } from './checked-file.ts';

/** Of the language. A file of a later one would be misread. */
const VERSION = 1;

export function* checkVersion({ version }: Parts): Generator<Finding> {
  if (version === undefined || /^\d+/.exec(version)?.[0] === String(VERSION)) return;
  yield {
    code: 'wrong-value',
    message: `version cannot be ${quote(version)}: this orchestrator reads version ${VERSION}`,
    path: ['version'],
    hint: `Upgrade the orchestrator. A version of your own is written under another key: x-version: ${quote(version)}`,
  };
}
