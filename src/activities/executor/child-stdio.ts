/**
 * Makes writes to stdout and stderr wait until they are written. Node queues what a full pipe does not take: an agent that writes
 * 100 MB in a loop would hold them all in memory, and the end of its output would come after its result, or not at all.
 * Both are opened when they are first used, as in Node; opening them takes a child that does not use them too long.
 */
export function blockOnOutput(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const original = Object.getOwnPropertyDescriptor(process, name)!;
    let stream: Output | undefined;
    Object.defineProperty(process, name, {
      configurable: true,
      enumerable: true,
      get() {
        if (stream === undefined) {
          stream = original.get!.call(process) as Output;
          stream._handle?.setBlocking?.(true);
          // Nothing is ever on its way, so it is nothing that an agent leaves open.
          stream._handle?.unref?.();
        }
        return stream;
      },
    });
  }
}

type Output = NodeJS.WriteStream & { _handle?: { setBlocking?(blocking: boolean): void; unref?(): void } };
