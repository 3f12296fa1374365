/**
 * The environment of a child: what programs need to work at all, and what was asked for by name. The rest of the worker's
 * environment, where its secrets are, is no business of an agent's, and how to reach Temporal never is.
 */
export function childEnvironment(source: NodeJS.ProcessEnv, names: readonly string[] = []): NodeJS.ProcessEnv {
  const allowed = new Set([...ALWAYS, ...names]);
  const isAllowed = (name: string) => (allowed.has(name) || name.startsWith('LC_')) && !name.startsWith('TEMPORAL_');
  return Object.fromEntries(Object.entries(source).filter(([name]) => isAllowed(name)));
}

const ALWAYS = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'];
