/**
 * Hands on the latest of many values, at most every `pause` milliseconds: an agent may report progress in a loop. The first
 * goes at once, so a loop that never lets a timer run is heard of too.
 */
export function latest<Values extends unknown[]>(
  deliver: (...values: Values) => void,
  pause = 200,
): { set(...values: Values): void; flush(): void } {
  let waiting: Values | undefined;
  let timer: NodeJS.Timeout | undefined;
  let deliveredAt = -Infinity;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === undefined) return;
    const values = waiting;
    waiting = undefined;
    deliveredAt = performance.now();
    deliver(...values);
  };
  return {
    set(...values) {
      waiting = values;
      const left = deliveredAt + pause - performance.now();
      if (left <= 0) flush();
      else timer ??= setTimeout(flush, left).unref();
    },
    flush,
  };
}
