import { render, type Variables } from '../definition/expression/evaluate.ts';
import type { Json } from '../definition/json.ts';
import type { AgentTask } from '../workflows/agent-task.ts';
import { errorOf } from './error-of.ts';
import type { Mock, MockCall, MockFailure, RealAgents } from './scenario.ts';
import { ScenarioError } from './scenario.ts';
import type { Attempt, AttemptEnd } from './simulated-agent.ts';

export interface AttemptOptions {
  /** Of the agent, from the run that is tested: `publish/review/check`. */
  readonly path: string;
  readonly class: string;
  readonly task: AgentTask;
  readonly attempt: number;
  readonly workflowId: string;
  readonly variables: Variables;
  readonly realAgents: RealAgents | undefined;
}

/** Begins an attempt of an agent as its mock says. */
export function beginAttempt(mock: Mock, options: AttemptOptions): Attempt {
  const { task, attempt } = options;
  const { fails, takes } = mock;
  if (fails && doesFail(fails, attempt, task.itemIndex)) {
    const { type, message, retryable } = fails;
    return { takes, end: () => ({ error: { type, message }, retryable }) };
  }
  if (mock.run) return beginReal(mock, options);
  const { call } = mock;
  if (call) return { takes, end: () => endOf(() => call(callOf(options))) };
  return { takes, end: () => ({ output: outputOf(mock, options) }) };
}

const doesFail = ({ times = Infinity, items }: MockFailure, attempt: number, item: number | undefined): boolean =>
  attempt <= times && (items === undefined || (item !== undefined && items.includes(item)));

/** It begins at once, since it may take real time, and is waited for when its simulated time is over. */
function beginReal({ takes }: Mock, options: AttemptOptions): Attempt {
  const { path, task, workflowId, realAgents } = options;
  if (!realAgents) throw new ScenarioError(`agent ${path} is to run, and nothing runs agents here`);
  const abort = new AbortController();
  const agent = { module: task.module, class: options.class, workflowId };
  const secrets = task.secrets === undefined ? {} : { secrets: task.secrets };
  const end = endOf(() => realAgents.run(callOf(options), { ...agent, ...secrets }, abort.signal));
  return { takes, end: () => end, abort: () => abort.abort(new Error('it was cancelled, or took too long')) };
}

async function endOf(run: () => Json | Promise<Json>): Promise<AttemptEnd> {
  try {
    return { output: await run() };
  } catch (error) {
    return errorOf(error);
  }
}

function callOf({ task, attempt }: AttemptOptions): MockCall {
  const { phase, agent, config, input, item, itemIndex } = task;
  return {
    phase,
    agent,
    config,
    input,
    attempt,
    ...(item === undefined ? {} : { item }),
    ...(itemIndex === undefined ? {} : { itemIndex }),
  };
}

function outputOf({ output = null, outputs }: Mock, { path, task, variables }: AttemptOptions): Json {
  const written = outputs ? outputs[task.itemIndex ?? -1] : output;
  if (written === undefined) {
    const what = task.itemIndex === undefined ? 'it has no for_each' : `there is none for item ${task.itemIndex}`;
    throw new ScenarioError(`"outputs" of ${path} is the list of outputs for its items, and ${what}`);
  }
  try {
    return render(written, variables);
  } catch (error) {
    throw new ScenarioError(`the output that the test has for ${path}: ${(error as Error).message}`, { cause: error });
  }
}
