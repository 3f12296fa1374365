import { checkExpression, type ExpressionFault, type Scope } from '../expression/check-expression.ts';
import { isWholeExpression, wholeExpression } from '../expression/template.ts';
import type { Finding } from '../finding.ts';
import type { Path } from '../path.ts';
import { quote } from '../say.ts';
import type { AgentList, CheckedFile } from './checked-file.ts';
import { Scopes } from './scopes.ts';

/** Every expression of a file, each by what can be read where it stands. */
export function* checkExpressions(file: CheckedFile): Generator<Finding> {
  if (!hasExpressions(file)) return;
  const scopes = new Scopes(file);
  const isDoubtful = doubtsOf(file.doubtful);
  for (const { path, text, start, scope, list, position } of [...conditions(file, scopes), ...inTexts(file, scopes)]) {
    const reference = strayReference(text, path, start);
    if (reference) {
      yield reference;
      continue;
    }
    for (const fault of checkExpression(text, scope)) {
      if (isDoubtful(fault, text)) continue;
      const better =
        ownAgent(fault, text, list, position) ?? inKey(fault, path, list) ?? later(fault, text, path, scopes);
      yield place(better ?? fault, path, start);
    }
  }
  yield* lists(scopes);
}

const hasExpressions = ({ references, phases, lists: agents }: CheckedFile): boolean =>
  references.length > 0 ||
  phases.some(({ phase }) => phase.if !== undefined) ||
  agents.some((list) => list.agents.some((agent) => agent?.if !== undefined || agent?.for_each !== undefined));

/** What is not known may be what could not be read: about that something was said already. */
function doubtsOf(doubtful: ReadonlySet<string>): (fault: ExpressionFault, text: string) => boolean {
  const places = [...doubtful];
  const inputs = places.some((path) => /^inputs(\.|\[|$)/.test(path));
  const phases = places.some((path) => /^phases(\[\d+\])?$/.test(path) || PHASE_NAMES.test(path));
  return ({ code, start }, text) => {
    if (code !== 'unknown-reference' && code !== 'not-upstream') return false;
    const roots = text.slice(0, start).match(/\b(inputs|phases)\b/g);
    return roots?.at(-1) === 'inputs' ? inputs : phases || (roots === null && inputs);
  };
}

const PHASE_NAMES =
  /^phases\[\d+\]\.((name|workflow|agents|depends_on)$|depends_on(\[|\.)|agents\[\d+\](\.(id|class))?$)/;

interface Found {
  readonly path: Path;
  readonly text: string;
  /** In the text at `path`, as written. */
  readonly start: number;
  readonly scope: Scope;
  readonly list?: AgentList;
  readonly position?: number;
}

function* conditions({ phases }: CheckedFile, scopes: Scopes): Generator<Found> {
  for (const { index, phase } of phases) {
    yield* condition(phase.if, { path: ['phases', index, 'if'], scope: scopes.ofPhase(index) });
  }
  for (const list of scopes.lists.values()) {
    for (const [position, agent] of list.agents.entries()) {
      if (agent?.if === undefined) continue;
      const scope = scopes.ofAgent(list, position, true);
      yield* condition(agent.if, { path: [...list.path, position, 'if'], scope, list, position });
    }
  }
}

function* condition(written: string | boolean | undefined, found: Omit<Found, 'text' | 'start'>): Generator<Found> {
  if (typeof written !== 'string') return;
  const { text, start } = wholeExpression(written) ?? { text: written, start: 0 };
  yield { ...found, text, start, scope: { ...found.scope, expects: 'boolean' } };
}

function* inTexts({ references }: CheckedFile, scopes: Scopes): Generator<Found> {
  for (const reference of references) {
    if (reference.kind !== 'expression') continue;
    const { path, text, start } = reference;
    const [top, first] = path;
    if (top === 'outputs') yield { path, text, start, scope: scopes.atTheEnd('outputs') };
    else if (top === 'concurrency') yield { path, text, start, scope: scopes.atTheStart('concurrency.key') };
    else if (top === 'phases' && path[2] !== 'agents')
      yield { path, text, start, scope: scopes.ofPhase(Number(first)) };
    else {
      const depth = top === 'phases' ? 3 : 1;
      const list = scopes.lists.get(path.slice(0, depth).join(' '));
      if (!list) continue;
      const position = Number(path[depth]);
      const isList = path[depth + 1] === 'for_each';
      const whole = list.agents[position]?.for_each;
      // One that is no list is told below, as a whole.
      if (isList && typeof whole === 'string' && !isWholeExpression(whole)) continue;
      const scope = scopes.ofAgent(list, position, !isList);
      const expects = isList && path.length === depth + 2 ? { expects: 'list' as const } : {};
      yield { path, text, start, scope: { ...scope, ...expects }, list, position };
    }
  }
}

const REFERENCE = /\$\{(?:(?<expression>\{)|(?<secret>secret:))?[^}]*\}*/;
/** What would be a reference elsewhere: `'${{ inputs.env }}' == "prod"` is how other tools have it. */
const IN_TEXT = /(?<!\$)\$\{(?:(?<expression>\{)[^}]*\}|(?<secret>secret:)[^}]*|[A-Za-z_]\w*(?::-[^}]*)?)\}/;

/** In CEL `${` means nothing, nor does it in a text of CEL: one that looks like a reference would silently stay what it is. */
function strayReference(text: string, path: Path, start: number): Finding | undefined {
  const bare = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, (literal) => ' '.repeat(literal.length));
  const isCondition = path.at(-1) === 'if';
  const reference = REFERENCE.exec(bare) ?? IN_TEXT.exec(text);
  if (!reference) return undefined;
  const at = { path, within: start + reference.index };
  const { expression, secret } = reference.groups!;
  if (expression !== undefined) {
    if (!isCondition) return undefined;
    const hint = 'Write the expression without ${{ and }}.';
    return { ...at, code: 'bad-expression', message: 'an "if" is CEL by itself, or exactly one ${{ }}', hint };
  }
  const hint =
    secret === undefined ? 'Declare an input, and read it here: inputs.NAME' : 'No expression can read a secret.';
  const where = isCondition ? 'an "if", which is CEL' : 'an expression';
  return { ...at, code: 'misplaced-reference', message: `${reference[0]} cannot stand in ${where}`, hint };
}

/** A `for_each` is a list, or one expression that gives one. */
function* lists(scopes: Scopes): Generator<Finding> {
  for (const { agents, path } of scopes.lists.values()) {
    for (const [position, agent] of agents.entries()) {
      const written = agent?.for_each;
      if (typeof written !== 'string' || isWholeExpression(written)) continue;
      yield {
        code: 'wrong-type',
        message: `for_each must be a list, or exactly one \${{ }}, not the text ${quote(written)}`,
        path: [...path, position, 'for_each'],
        hint: written.includes('${{')
          ? 'What is around the ${{ }} makes it a text.'
          : `Write \${{ ${written} }}, if it is an expression.`,
      };
    }
  }
}

/** What is known better where an agent reads its own phase. */
function ownAgent(
  fault: ExpressionFault,
  text: string,
  list: AgentList | undefined,
  position = 0,
): ExpressionFault | undefined {
  const phase = list?.phase;
  if (!list || phase?.name === undefined) return undefined;
  const read = text.slice(fault.start, fault.end).replace(/^["']|["']$/g, '');
  if (fault.code === 'not-upstream' && read === phase.name && phase.parallel) {
    const hint = 'They run side by side. With parallel: false an agent may read those before it.';
    return { ...fault, message: `an agent of the parallel phase "${read}" cannot read the others`, hint };
  }
  const other = list.ids.indexOf(read);
  const before = text.slice(0, fault.start);
  if (fault.code !== 'unknown-reference' || other < position) return undefined;
  if (!OUTPUTS_OF.exec(before)?.slice(1).includes(phase.name)) return undefined;
  return {
    ...fault,
    code: 'not-upstream',
    message: other === position ? 'an agent cannot read its own output' : `agent "${read}" runs after this one`,
    hint: 'In a sequential phase an agent may read those before it.',
  };
}

const OUTPUTS_OF = /phases(?:\.([\w]+)|\[\s*["']([\w-]+)["']\s*\])\.outputs(?:\.|\[\s*)$/;

/** A phase that comes after this one could not be made to come before it. */
function later(fault: ExpressionFault, text: string, [top, index]: Path, scopes: Scopes): ExpressionFault | undefined {
  if (fault.code !== 'not-upstream' || top !== 'phases') return undefined;
  const name = scopes.nameOf(Number(index));
  const read = text.slice(fault.start, fault.end).replace(/^["']|["']$/g, '');
  if (name === undefined || name === read || !scopes.isUpstream(name, read)) return undefined;
  return {
    ...fault,
    message: `phase "${read}" runs after phase "${name}"`,
    hint: 'It can be read by what depends on it.',
  };
}

function inKey(fault: ExpressionFault, path: Path, list: AgentList | undefined): ExpressionFault | undefined {
  const [top] = path;
  if (!list && fault.message.startsWith('"item')) {
    return { ...fault, hint: 'Only agents have a for_each: their with, if and cache.key can read it.' };
  }
  if (path.includes('for_each') && fault.message.startsWith('"item')) {
    return { ...fault, hint: 'The items are there when the list is known: in with, if and cache.key.' };
  }
  if (top !== 'concurrency' || (fault.code !== 'not-upstream' && !fault.message.startsWith('run.'))) return undefined;
  return {
    ...fault,
    message: 'concurrency.key is read before anything starts',
    hint: 'It can read inputs and run.id.',
  };
}

function place({ code, message, hint, start }: ExpressionFault, path: Path, offset: number): Finding {
  const says = hint !== undefined && hint !== NAMES_NOTHING;
  return { code, message, path, within: offset + start, ...(says ? { hint } : {}) };
}

/** Where there are too many to name. */
const NAMES_NOTHING = 'The phases are: .';
