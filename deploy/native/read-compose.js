// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * A compose file as `docker compose` reads it where no variable is set.
 *
 * @param {string} path From the project's folder.
 * @returns {unknown}
 */
export function readCompose(path) {
  const text = readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8')
    .replace(/(?<!\$)\$\{(\w+):-([^}]*)\}/g, '$2')
    .replaceAll('$$', '$');
  return parse(text, { merge: true });
}

/**
 * What docker-compose.yml says of a service, which holds natively too.
 *
 * @param {string} name
 * @returns {{ environment: Record<string, string>, command: string[] }}
 */
export function composeService(name) {
  const { services } = /** @type {any} */ (readCompose('docker-compose.yml'));
  const { environment = {}, command = [] } = services[name];
  return { environment, command };
}
