import { isMainThread } from 'node:worker_threads';

/**
 * What an attempt left behind in its process. A child is used again, for other agents too, only when it is as it was before.
 *
 * What is cheap to put back is put back: the working directory, the environment, handlers of signals and of errors. What is not
 * makes the child end, which costs the next attempt the start of a new one: open timers, sockets and child processes, and built-ins
 * that were changed. New globals and what modules keep in themselves stay, as in any process that does a thing twice.
 */
export function watchResidue(): { restore(): void; hasOpen(): boolean; isChanged(): boolean } {
  const directory = process.cwd();
  const chdir = process.chdir.bind(process);
  const environment = { ...process.env };
  const handlers = HANDLED.map((event) => ({ event, listeners: process.listeners(event as 'exit') }));
  const { stackTraceLimit } = Error;
  const sizes = BUILT_INS.map((each) => ownKeys(each).length);
  const watched = [
    ...BUILT_INS.flatMap((each) => describe(each)),
    ...HOSTS.flatMap((each) => describe(each, isFunction)).filter(({ key }) => key !== 'chdir'),
  ];

  return {
    restore() {
      // A thread cannot change it, and asking it to throws.
      if (isMainThread) chdir(directory);
      restoreEnvironment(environment);
      for (const { event, listeners } of handlers) restoreListeners(event, listeners);
      Error.stackTraceLimit = stackTraceLimit;
      process.exitCode = undefined;
    },
    hasOpen: () => process.getActiveResourcesInfo().length > CHANNEL,
    isChanged: () =>
      BUILT_INS.some((each, index) => ownKeys(each).length !== sizes[index] || !isExtensible(each)) ||
      !watched.every(isUnchanged),
  };
}

/** The one thing that is open in a child at rest. */
const CHANNEL = 1;

const { ownKeys, getOwnPropertyDescriptor, isExtensible } = Reflect;

const HANDLED = ['uncaughtException', 'unhandledRejection', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** Nothing may be changed in these, nor added to them. `Error` itself is left out: libraries set its `stackTraceLimit`. */
const BUILT_INS: readonly object[] = [
  [Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Promise, Date, RegExp, Map, Set, WeakMap],
  [ArrayBuffer, Uint8Array, Buffer, URL, AbortSignal, EventTarget],
]
  .flat()
  .flatMap((each): object[] => [each, each.prototype as object])
  .concat(Error.prototype, TypeError.prototype, RangeError.prototype, JSON, Math, Reflect);

/**
 * Functions that these had must stay. New ones may come: libraries keep registries on the global object. One may change:
 * Node itself replaces `process.chdir` when `fetch` is first used.
 */
const HOSTS: readonly object[] = [globalThis, process, console];

interface Property {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly value: unknown;
}

function describe(owner: object, only: (value: unknown) => boolean = () => true): Property[] {
  const properties = ownKeys(owner).map((key) => ({ owner, key, value: valueOf(owner, key) }));
  return properties.filter(({ value }) => only(value));
}

function isUnchanged({ owner, key, value }: Property): boolean {
  return Object.is(valueOf(owner, key), value);
}

/** Never calls a getter: of the global object's, some load what they stand for. */
function valueOf(owner: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  return descriptor?.get === undefined ? (descriptor?.value as unknown) : GETTER;
}

const GETTER = Symbol('getter');

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function restoreEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) {
    if (process.env[name] !== value) process.env[name] = value;
  }
}

function restoreListeners(event: string, expected: readonly Function[]): void {
  const now = process.listeners(event as 'exit');
  if (now.length === expected.length && now.every((listener, index) => listener === expected[index])) return;
  process.removeAllListeners(event);
  for (const listener of expected) process.on(event, listener as () => void);
}
