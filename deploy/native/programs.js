// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const checks = join(cache, 'orchestrator-checks', 'bin');

/** The server's version, which is that of the embedded one too. */
export const SERVER_VERSION = versionIn(readFileSync(join(root, 'tools', 'temporal', 'go.mod'), 'utf8'));

/**
 * What `install.sh` installs, where it is; undefined where something is missing.
 *
 * @returns {{ postgres: string, server: string, prometheus: string } | undefined} The folder of PostgreSQL's programs, that of
 *   Temporal's, and a program.
 */
export function findPrograms() {
  const postgres = postgresFolders().find((folder) => existsSync(join(folder, 'initdb')));
  const server = join(cache, 'orchestrator', `temporal-server-${SERVER_VERSION}`);
  const prometheus = [...path(), checks].map((folder) => join(folder, 'prometheus')).find((file) => existsSync(file));
  if (postgres === undefined || prometheus === undefined || !existsSync(server)) return undefined;
  return { postgres, server, prometheus };
}

const path = () => (process.env['PATH'] ?? '').split(delimiter);

/** Debian keeps each version's in a folder of its own: the newest first. */
function postgresFolders() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  return [...versions.map((version) => join(debian, version, 'bin')), ...path()];
}

/** @param {string} goMod */
function versionIn(goMod) {
  const [, version = ''] = /go\.temporal\.io\/server v([\d.]+)/.exec(goMod) ?? [];
  return version;
}
