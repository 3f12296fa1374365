import {
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  patched,
  proxyActivities,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import {
  acquireSignal,
  admittedSignal,
  FIND_CLOSED,
  releaseSignal,
  type Admission,
  type GateActivities,
  type Ticket,
} from './gate-messages.ts';

export interface GateState {
  /** Runs that have a place, and runs that wait for one, each in the order in which they came. */
  readonly holders: readonly Ticket[];
  readonly waiting: readonly Ticket[];
}

/** As gates looked that began before `gate-watches`, and as they do beside workers of that time. */
const LOOK_EVERY = 30_000;

/**
 * Lets runs with the same concurrency key in, a few at a time. It lives while there are such runs, each of which asks for a
 * place when it starts and gives it back when it ends; it is a workflow so that it survives what the runs survive.
 */
export async function gate(state: GateState = { holders: [], waiting: [] }): Promise<void> {
  let { holders, waiting } = state;
  const watches = patched('gate-watches');

  const admit = () => {
    for (let [first] = waiting; first && holders.length < first.limit; [first] = waiting) {
      waiting = waiting.slice(1);
      holders = [...holders, first];
      answer(first, { admitted: true });
    }
  };
  const drop = (gone: readonly Pick<Ticket, 'runId'>[]) => {
    const ids = new Set(gone.map(({ runId }) => runId));
    holders = holders.filter(({ runId }) => !ids.has(runId));
    waiting = waiting.filter(({ runId }) => !ids.has(runId));
    admit();
  };
  const answer = (ticket: Ticket, admission: Admission) => {
    const { workflowId } = ticket;
    getExternalWorkflowHandle(workflowId)
      .signal(admittedSignal, admission)
      .catch(() => drop([ticket]));
  };

  const atTheLimit = (limit: number, names: string): string =>
    limit === 1
      ? `only one run with its concurrency key may be under way, and ${names} is`
      : `only ${limit} runs with its concurrency key may be under way, and these are: ${names}`;

  setHandler(acquireSignal, (ticket) => {
    const all = [...holders, ...waiting];
    // A run that has continued as new asks again.
    if (holders.some(({ runId }) => runId === ticket.runId)) return answer(ticket, { admitted: true });
    if (waiting.some(({ runId }) => runId === ticket.runId)) return;
    const surplus = all.length + 1 - ticket.limit;
    if (ticket.onConflict === 'reject' && surplus > 0) {
      const names = holders.map(({ workflowId }) => workflowId).join(', ');
      return answer(ticket, { admitted: false, reason: atTheLimit(ticket.limit, names) });
    }
    if (ticket.onConflict === 'cancel_running') {
      for (const { workflowId, runId } of all.slice(0, Math.max(0, surplus)))
        getExternalWorkflowHandle(workflowId)
          .cancel()
          .catch(() => drop([{ runId }]));
    }
    waiting = [...waiting, ticket];
    admit();
  });
  setHandler(releaseSignal, (ticket) => drop([ticket]));

  await condition(() => holders.length + waiting.length > 0, LOOK_EVERY);
  while (holders.length + waiting.length > 0) {
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof gate>({ holders, waiting });
    const idle = () => holders.length + waiting.length === 0 || workflowInfo().continueAsNewSuggested;
    if (waiting.length === 0) await condition(() => idle() || waiting.length > 0);
    else if (!watches) {
      if (!(await condition(() => idle() || waiting.length === 0, LOOK_EVERY))) drop(await closedOf(holders));
    } else {
      const isOver = () => idle() || waiting.length === 0;
      const closed = await firstClosedOf(holders, isOver);
      drop(closed);
      if (closed.length === 0 && !isOver()) await condition(isOver, LOOK_EVERY);
    }
  }
}

/**
 * Waits for the end of one of these runs: one that was terminated gives nothing back. The activity is tried again every few
 * seconds, which costs no history, and holds no agent's place in between. A place that was given back ends it too, since that
 * run ends then.
 */
async function firstClosedOf(tickets: readonly Ticket[], isOver: () => boolean): Promise<readonly Ticket[]> {
  const activities = proxyActivities<GateActivities>({
    startToCloseTimeout: '1 minute',
    cancellationType: 'TRY_CANCEL',
    retry: { initialInterval: '2s', backoffCoefficient: 1.2, maximumInterval: '5s' },
  });
  const scope = new CancellationScope();
  try {
    return await scope.run(() =>
      Promise.race([activities[FIND_CLOSED](tickets, { atLeastOne: true }), condition(isOver).then(() => [])]),
    );
  } finally {
    scope.cancel();
  }
}

// It lives as long as there are runs with its key, over many versions of them: pinned, it would hold its version for ever. The server
// takes this of no worker without a version; which kind this one is, is told by the worker (src/serve/workflow-bundle.ts), as the
// history may be of another kind. Replay does not look at it.
if (Reflect.get(globalThis, 'orchestratorIsVersioned') === true)
  setWorkflowOptions({ versioningBehavior: 'AUTO_UPGRADE' }, gate);

async function closedOf(tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
  return proxyActivities<GateActivities>({ startToCloseTimeout: '1 minute' })[FIND_CLOSED](tickets);
}
