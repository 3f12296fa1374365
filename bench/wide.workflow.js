import { executeChild, proxyActivities, workflowInfo } from '@temporalio/workflow';

// What a competent engineer writes by hand for very many items: a child workflow for each batch, a window in it.
const { noop } = proxyActivities({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', backoffCoefficient: 1, maximumAttempts: 4 },
});

export async function batches(count, size, window) {
  const results = [];
  for (let from = 0; from < count; from += size) {
    const workflowId = `${workflowInfo().workflowId}/${from}`;
    results.push(...(await executeChild(batch, { workflowId, args: [from, Math.min(from + size, count), window] })));
  }
  return results.length;
}

export async function batch(from, to, window) {
  const results = [];
  let next = from;
  const pump = async () => {
    while (next < to) {
      const index = next++;
      results[index - from] = await noop(index);
    }
  };
  await Promise.all(Array.from({ length: window }, pump));
  return results;
}
