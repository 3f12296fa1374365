/** Milliseconds that this process has worked: what a limit of time is held against, on a machine with other work to do as well. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
