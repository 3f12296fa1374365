import { proxyActivities } from '@temporalio/workflow';

// What a competent engineer writes by hand for the same work: the same options, the same window, nothing to trim.
const { noop } = proxyActivities({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 1, maximumAttempts: 4 },
});

export async function sequential(count) {
  for (let index = 0; index < count; index++) await noop(index);
}

export async function parallel(count, window) {
  let next = 0;
  const pump = async () => {
    while (next < count) await noop(next++);
  };
  await Promise.all(Array.from({ length: window }, pump));
}
