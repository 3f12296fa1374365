import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import { fail, ok, type Finding } from './finding.ts';

export function checkNode(version = process.versions.node): Finding[] {
  const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  return semver.satisfies(version, engines.node)
    ? [ok('node', `Node ${version}`)]
    : [
        fail(
          'node',
          `Node ${version}, and ${engines.node} is needed`,
          'Install a newer Node, such as the one that is in long-term support.',
        ),
      ];
}
