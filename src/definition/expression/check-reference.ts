import { didYouMean } from '../did-you-mean.ts';
import type { ExpressionFault } from './fault.ts';
import type { Reference, Step } from './references.ts';
import type { Scope } from './scope.ts';
import { CONSTANTS, VARIABLES } from './vocabulary.ts';

/** Whether what is read exists, and can be read here. */
export function checkReference({ steps }: Reference, scope: Scope): ExpressionFault[] {
  const [variable, first, second, third] = steps;
  switch (variable.name) {
    case 'inputs':
      return first ? checkInput(first, scope) : [];
    case 'phases':
      return first ? checkPhase(first, second, third, scope) : [];
    case 'run':
      return first ? checkRun(first, scope) : [];
    case 'item':
    case 'item_index':
      if (scope.item) return [];
      return [unknown(`"${variable.name}" is there only inside a for_each`, variable, 'Give the agent a for_each.')];
    case 'secret':
    case 'secrets':
      return [];
    default:
      return CONSTANTS.includes(String(variable.name)) ? [] : [checkVariable(variable, scope)];
  }
}

function checkInput(step: Step, scope: Scope): ExpressionFault[] {
  const inputs = Object.keys(scope.inputs);
  if (inputs.includes(String(step.name))) return [];
  const hint = inputs.length === 0 ? 'The workflow has no inputs.' : `The inputs are: ${listOf(inputs)}.`;
  return [unknown(`there is no input ${guess(step, inputs)}`, step, hint)];
}

function checkPhase(step: Step, field: Step | undefined, output: Step | undefined, scope: Scope): ExpressionFault[] {
  const name = String(step.name);
  const phase = scope.phases.get(name);
  if (!phase) {
    const phases = [...scope.phases.keys()];
    return [unknown(`there is no phase ${guess(step, phases)}`, step, `The phases are: ${listOf(phases)}.`)];
  }
  if (!phase.readable) return [notUpstream(step, name, scope)];
  if (!field) return [];
  if (field.name !== 'status' && field.name !== 'outputs') {
    const hint = `Write ${pathOf(name)}.status or ${pathOf(name)}.outputs.`;
    return [unknown(`a phase has no ${guess(field, ['status', 'outputs'])}`, field, hint)];
  }
  if (field.name === 'status' && phase.underWay) return [ownStatus(field, name)];
  if (field.name === 'status' || !output || phase.outputs.includes(String(output.name))) return [];
  const hint = phase.outputs.length === 0 ? 'It has none.' : `Its outputs are: ${listOf(phase.outputs)}.`;
  return [unknown(`phase "${name}" has no output ${guess(output, phase.outputs)}`, output, hint)];
}

function notUpstream(step: Step, name: string, { place }: Scope): ExpressionFault {
  const own = place.includes(`phase "${name}"`);
  return {
    code: 'not-upstream',
    message: own ? `phase "${name}" cannot read itself` : `phase "${name}" is not upstream of ${place}`,
    hint: own ? 'Its status and outputs are there when it has ended.' : `Add ${name} to its depends_on.`,
    start: step.start,
    end: step.end,
  };
}

const ownStatus = ({ start, end }: Step, name: string): ExpressionFault => ({
  code: 'not-upstream',
  message: `phase "${name}" cannot read its own status`,
  hint: 'It is there when the phase has ended. The outputs of the agents before this one are there already.',
  start,
  end,
});

const RUN = ['id', 'started_at', 'error', 'status'] as const;

function checkRun(step: Step, scope: Scope): ExpressionFault[] {
  if (scope.run.some((field) => field === step.name)) return [];
  if (RUN.some((field) => field === step.name)) {
    const hint = `Read it in on_failure, in finally or in outputs. Here run has: ${scope.run.join(', ')}.`;
    return [unknown(`run.${step.name} is not known yet in ${scope.place}`, step, hint)];
  }
  return [unknown(`run has no ${guess(step, scope.run)}`, step, `It has: ${scope.run.join(', ')}.`)];
}

function checkVariable(step: Step, scope: Scope): ExpressionFault {
  const name = String(step.name);
  const variables = VARIABLES.filter((variable) => scope.item || !variable.startsWith('item'));
  const hint = `The variables are: ${listOf(variables)}. A text is written in quotes: "${name}".`;
  const [input, phase] = [didYouMean(name, Object.keys(scope.inputs)), didYouMean(name, scope.phases.keys())];
  const meant = didYouMean(name, variables) ?? (input && pathOf(input, 'inputs')) ?? (phase && pathOf(phase));
  return unknown(`there is no "${name}"` + (meant ? `; did you mean ${meant}?` : ''), step, hint);
}

function guess(step: Step, candidates: readonly string[]): string {
  const meant = didYouMean(String(step.name), candidates);
  return `"${step.name}"` + (meant ? `; did you mean "${meant}"?` : '');
}

/** In the notation that its name needs. */
export const pathOf = (name: string, of = 'phases'): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `${of}.${name}` : `${of}["${name}"]`;

const unknown = (message: string, { start, end }: Step, hint: string): ExpressionFault => ({
  code: 'unknown-reference',
  message,
  hint,
  start,
  end,
});

const listOf = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
