// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {import('../../dist/workflows/run-result.js').RunResult} RunResult
 * @typedef {{ starts: number[], attempts?: number }} Told Of one agent: the attempts that it wrote down itself, and those in the result.
 */

/** Every start that agents of the project have written down. @param {string} project */
export function readStarts(project) {
  const file = join(project, 'starts.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

/**
 * Sets what agents wrote down at each start against the attempts in the results. An attempt without a start was given to a
 * worker that was lost before it could begin it; a start without an attempt, or twice the same, must not be.
 *
 * @param {readonly RunResult[]} results Of runs all of whose agents should have succeeded.
 * @param {readonly string[]} lines
 */
export function explainStarts(results, lines) {
  /** @type {Map<string, Told>} */
  const told = new Map();
  const problems = [];
  for (const { workflow_id: run, status, results: phases } of results) {
    if (status !== 'success') problems.push(`${run} is ${status}`);
    for (const { phase, agents } of phases)
      for (const agent of agents)
        for (const task of agent.items ?? [agent]) {
          const name = `${run} ${phase}/${agent.id}${'index' in task ? `#${task.index}` : ''}`;
          if (task.status !== 'success')
            problems.push(`${name} is ${task.status}: ${task.error?.message ?? task.reason}`);
          told.set(name, { starts: [], attempts: task.attempts });
        }
  }
  for (const line of lines) {
    const end = line.lastIndexOf(' ');
    const name = line.slice(0, end);
    const agent = told.get(name);
    if (agent) agent.starts.push(Number(line.slice(end + 1)));
    else problems.push(`${name} was started and is in no result`);
  }
  let attempts = 0;
  let unseen = 0;
  for (const [name, { starts, attempts: counted = 0 }] of told) {
    const different = new Set(starts);
    attempts += counted;
    unseen += counted - different.size;
    if (different.size < starts.length) problems.push(`${name} started an attempt twice: ${starts.join(', ')}`);
    if (Math.max(...starts) !== counted)
      problems.push(`${name} counts ${counted} attempts and started ${starts.join(', ')}`);
  }
  return { agents: told.size, attempts, starts: lines.length, unseen, problems };
}
