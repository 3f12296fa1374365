const DAY = 86_400_000;

/** Sweeps now and once a day, until the signal. A failed sweep is told of, and harms nothing: the next one does its work. */
export function keepSwept(
  sweep: () => Promise<void>,
  { signal, onError }: { signal: AbortSignal; onError: (error: unknown) => void },
): void {
  const attempt = () =>
    void sweep().catch((error: unknown) => {
      if (!signal.aborted) onError(error);
    });
  attempt();
  const timer = setInterval(attempt, DAY);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
