import type { Finding } from '../finding.ts';
import { formatPath, type Path } from '../path.ts';
import type { AgentParts, CheckedFile, Parts, PhaseParts } from './checked-file.ts';

/** Keys that cannot stand together, that ask for another one, or that have no effect where they stand. */
export function* checkConflicts({ parts, phases, lists, doubtful }: CheckedFile): Generator<Finding> {
  for (const { index, phase, place } of phases) {
    const path = ['phases', index];
    const said = (key: string) => doubtful.has(formatPath([...path, key]));
    yield* inPhase(phase, path, place, said);
  }
  for (const { agents, path } of lists) {
    for (const [position, agent] of agents.entries()) if (agent) yield* inAgent(agent, [...path, position], parts);
  }
}

function* inPhase(phase: PhaseParts, path: Path, name: string, said: (key: string) => boolean): Generator<Finding> {
  const { agents, workflow, approval } = phase;
  if (agents !== undefined && workflow !== undefined) {
    // The later one is in conflict with the earlier one.
    const keys = Object.keys(phase).filter((key) => key === 'agents' || key === 'workflow');
    yield conflict([...path, keys[1]!], `${name} has both "agents" and "workflow"`, 'Make two phases of it.');
  } else if (agents === undefined && workflow === undefined && !said('agents') && !said('workflow')) {
    const hint = 'List its agents under "agents", or name another definition under "workflow".';
    yield { code: 'missing-key', message: `${name} has neither "agents" nor "workflow"`, path, hint };
  }
  if (phase.with !== undefined && workflow === undefined && !said('workflow')) {
    const hint = 'It holds the inputs of a sub-workflow. An agent has a "with" of its own.';
    yield conflict([...path, 'with'], `"with" stands in ${name}, which has no "workflow"`, hint);
  }
  if (workflow !== undefined && agents === undefined) {
    for (const key of ['parallel', 'fail_fast'] as const) {
      if (phase[key] !== undefined)
        yield noEffect(
          [...path, key],
          `"${key}" has no effect beside "workflow"`,
          'The sub-workflow says it for its own phases.',
        );
    }
  }
  if (approval?.on_timeout !== undefined && approval.timeout === undefined) {
    yield noEffect(
      [...path, 'approval', 'on_timeout'],
      '"on_timeout" has no effect without a "timeout"',
      'Say how long is waited: timeout: 4h',
    );
  }
}

function* inAgent(agent: AgentParts, path: Path, { defaults }: Parts): Generator<Finding> {
  if (agent.max_workers !== undefined && agent.for_each === undefined) {
    const hint =
      'It limits the items of a for_each. Agents side by side are limited by the max_workers of their phase.';
    yield noEffect([...path, 'max_workers'], '"max_workers" has no effect on an agent without "for_each"', hint);
  }
  if (agent.isolation !== undefined && (agent.runtime ?? defaults?.runtime) === 'python') {
    const hint = 'Python agents run as their own worker runs them.';
    yield noEffect([...path, 'isolation'], '"isolation" has no effect on an agent with "runtime: python"', hint);
  }
}

const conflict = (path: Path, message: string, hint: string): Finding => ({
  code: 'conflicting-keys',
  message,
  path,
  at: 'key',
  hint,
});

const noEffect = (path: Path, message: string, hint: string): Finding => ({
  ...conflict(path, message, hint),
  severity: 'warning',
});
