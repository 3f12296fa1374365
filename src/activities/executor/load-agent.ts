import { toAgentFailure } from './agent-error.ts';
import { AgentFailure } from './agent-failure.ts';

export interface AgentClass {
  new (config: unknown): { run(context: unknown): unknown };
  readonly configSchema?: unknown;
}

/** Which agent of which module, as the definition names it, and the URL that its file is imported by. */
export interface AgentPlace {
  readonly url: string;
  readonly module: string;
  readonly class: string;
}

/** Imports the module and takes the class from it: an own export of that name, or the default export if that is its name. */
export async function loadAgent(place: AgentPlace, within: number): Promise<AgentClass> {
  const exported = await importModule(place, within);
  const found = ownExport(exported, place.class);
  if (isAgentClass(found)) return found;
  const agents = agentsOf(exported);
  const there = agents.length === 0 ? 'It exports no agent.' : `Its agents are: ${agents.slice(0, 20).join(', ')}.`;
  if (found === undefined) {
    const { nearestNames, didYouMean } = await import('./nearest-names.ts');
    const meant = didYouMean(nearestNames(place.class, agents));
    throw refuse('agent-not-found', `module ${place.module} exports no ${place.class}. ${there}${meant}`);
  }
  const hint = hasRunField(found) ? ' Its run is a field: write it as a method, async run(context) { … }.' : '';
  throw refuse(
    'not-an-agent',
    `${place.class} of module ${place.module} is not a class with a run method.${hint} ${there}`,
  );
}

/** As in `class A { run = async () => { … } }`: it is there only once there is an instance. */
const hasRunField = (value: unknown): boolean =>
  typeof value === 'function' && /^class\b[^]*\brun\s*=[^=]/.test(Function.prototype.toString.call(value));

async function importModule(place: AgentPlace, within: number): Promise<object> {
  let exported: object;
  try {
    exported = await inTime(import(place.url) as Promise<object>, within);
  } catch (error) {
    const { type, message, agentStack } = toAgentFailure(error);
    const why =
      error === LATE
        ? `was not loaded in ${within / 1000} s: its top level waits`
        : `fails as it loads: ${type}: ${message}`;
    throw new AgentFailure('agent-load-failed', `module ${place.module} ${why}`, {
      retryable: error === LATE,
      stack: agentStack,
    });
  }
  // A module that exports a function named `then` is taken for a promise by `import()`, which gives whatever it resolves with.
  if (Object.prototype.toString.call(exported) === '[object Module]') return exported;
  throw refuse('not-an-agent', `module ${place.module} exports "then", so that importing it gives something else`);
}

const LATE = new Error('late');

async function inTime<T>(loading: Promise<T>, within: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, within, LATE);
  });
  try {
    return await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}

function ownExport(exported: object, name: string): unknown {
  if (Object.hasOwn(exported, name)) return (exported as Record<string, unknown>)[name];
  const standard = Object.hasOwn(exported, 'default') ? (exported as { default: unknown }).default : undefined;
  return typeof standard === 'function' && standard.name === name ? standard : undefined;
}

function agentsOf(exported: object): string[] {
  return Object.keys(exported).filter((name) => isAgentClass((exported as Record<string, unknown>)[name]));
}

function isAgentClass(value: unknown): value is AgentClass {
  if (typeof value !== 'function') return false;
  const prototype = value.prototype as { run?: unknown } | undefined;
  return typeof prototype?.run === 'function';
}

function refuse(type: string, message: string): AgentFailure {
  return new AgentFailure(type, message, { retryable: false });
}
