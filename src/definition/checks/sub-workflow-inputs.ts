import { splitTemplate, unescapeText } from '../expression/template.ts';
import type { Finding } from '../finding.ts';
import { missingInput, unknownInputs } from '../inputs/check-inputs.ts';
import { valueFaults } from '../inputs/value-faults.ts';
import type { Json, JsonObject } from '../json.ts';
import { formatPath, type Path } from '../path.ts';
import type { CheckedFile } from './checked-file.ts';

/** The `with` of a sub-workflow's phase against the inputs it declares; values of expressions are checked during the run. */
export function* checkSubWorkflowInputs({ phases, subWorkflows, doubtful }: CheckedFile): Generator<Finding> {
  for (const { index, phase } of phases) {
    const declared = subWorkflows.get(index)?.inputs;
    const path: Path = ['phases', index, 'with'];
    const isDoubtful = (at: Path) => [...doubtful].some((place) => place.startsWith(formatPath(at)));
    if (!declared || doubtful.has(formatPath(path))) continue;
    const given = (phase.with ?? {}) as JsonObject;
    for (const { code, message, hint, input } of unknownInputs(declared, given)) {
      yield { code, message, path: [...path, input], at: 'key', ...(hint === null ? {} : { hint }) };
    }
    for (const [name, input] of Object.entries(declared)) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (isDoubtful([...path, name])) continue;
      if (value === undefined || value === null) {
        if (input.default !== undefined) continue;
        const { code, message, hint } = missingInput(name, input);
        const at = phase.with === undefined ? { path: ['phases', index, 'workflow'] } : { path, at: 'key' as const };
        yield { code, message: `${message}: the sub-workflow needs it`, ...at, ...(hint === null ? {} : { hint }) };
      } else {
        for (const fault of valueFaults(literal(value), input, { name, isOpen })) {
          yield {
            ...fault,
            code: 'bad-input',
            message: `input ${fault.message}`,
            path: [...path, name, ...fault.path],
          };
        }
      }
    }
  }
}

/** In place of what an expression will give. */
const OPEN: JsonObject = Object.freeze({});

const isOpen = (value: Json): boolean => value === OPEN;

function literal(written: Json): Json {
  if (typeof written === 'string') {
    return splitTemplate(written).some(({ kind }) => kind === 'expression') ? OPEN : unescapeText(written);
  }
  if (isList(written)) return written.map(literal);
  if (typeof written !== 'object' || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, literal(value)]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
