import { signatures, type CelFault, type Node } from './cel.ts';
import { explainSyntax } from './explain-syntax.ts';
import type { ExpressionFault } from './fault.ts';
import { callPlace } from './guard.ts';
import { typeOf } from './node-hooks.ts';
import { typeName, withArticle } from './vocabulary.ts';

interface Explanation {
  readonly message: string;
  readonly hint?: string;
  readonly at?: { readonly start: number; readonly end: number };
}

/** What the library found wrong, in our words and at the word that is wrong: before the run as well as in it. */
export function explain(fault: CelFault, text: string): ExpressionFault {
  const place = fault.place ?? { start: 0, end: text.length };
  const { message, hint, at = place }: Explanation = explainSyntax(fault, text) ?? explainValue(fault, text);
  return { code: 'bad-expression', message, start: at.start, end: at.end, ...(hint === undefined ? {} : { hint }) };
}

function explainValue({ code, message, place }: CelFault, text: string): Explanation {
  const node = place?.node;
  const source = (of: Node): string => text.slice(of.start, of.end);
  // The library points at the last name of a path.
  const whole = node ? { at: node } : {};
  switch (code) {
    case 'no_such_overload':
      return (node && operands(node, message)) ?? { message: `the operator does not go with its operands: ${message}` };
    case 'no_matching_overload':
      return (node && call(node, message, text)) ?? { message };
    case 'unknown_variable': {
      const name = node?.op === 'id' ? node.args : message;
      return { message: name.startsWith('item') ? `"${name}" is there only in a for_each` : `there is no "${name}"` };
    }
    case 'no_such_key': {
      if (node?.op !== '.' && node?.op !== '[]') return { message: 'there is no such key' };
      const [of, index] = node.args;
      const key = typeof index === 'string' ? index : quoted(/^No such key: (.*)$/s.exec(message)?.[1] ?? '');
      // A run of one phase alone has no other.
      if (source(of) === 'phases') return { message: `there is no phase ${key} in this run` };
      const asks = typeof index === 'string' || index.op === 'value';
      return {
        message: `there is no ${key} in ${source(of)}`,
        ...(asks ? { hint: `Ask first: has(${source(node)}).` } : {}),
      };
    }
    case 'index_out_of_bounds':
    case 'index_out_of_range':
      return { message: `the index is outside of the list: ${message.replace(/^.*?: /, '')}` };
    case 'invalid_index_type':
      return { message: 'a list is indexed by an integer, beginning at 0' };
    case 'cannot_index_type': {
      const type = withArticle(/'(.*)'/.exec(message)?.[1] ?? 'value');
      return { message: `${type} has nothing inside that could be read` };
    }
    case 'invalid_logical_operand':
      return logical(node, message);
    case 'invalid_condition_type':
      return { message: `the condition must be true or false, not ${got(message)}`, ...whole };
    case 'invalid_comprehension_range':
      return { message: `a macro goes through a list or a mapping, not ${got(message)}`, ...whole };
    case 'division_by_zero':
    case 'modulo_by_zero':
      return { message: 'it divides by zero' };
    case 'numeric_overflow':
      return { message: 'the number is too large' };
    case 'optional_expected':
      return { message: 'an optional value is needed here, such as inputs.?name', ...whole };
    case 'incompatible_argument_type': {
      const [left, right] = [...message.matchAll(/'([^']*)'/g)].map(([, type = '']) => withArticle(type));
      return { message: `both values must be of the same type; these are ${left} and ${right}` };
    }
    case 'optional_value_missing':
      return { message: 'the optional value is not there', hint: 'Write orValue(…) for what holds instead.' };
    case 'invalid_macro_argument':
      return node && /has\(\)/.test(message)
        ? { message: 'has() takes a path, such as has(inputs.name)' }
        : { message: 'a macro needs the name of its variable first, such as list.exists(x, x > 1)' };
    case 'unsupported_type':
      return { message: 'a mapping with the key "constructor" cannot be read here' };
    case 'invalid_list_element_type':
      return { message: 'join() needs a list of texts', hint: 'Write list.map(x, string(x)).join(", ").' };
    default:
      return { message: code.endsWith('_conversion_error') ? `the value cannot be converted: ${message}` : message };
  }
}

/** From the types that were found, or else from the library's `no such overload: string + int`. */
function operands(node: Node, message: string): Explanation | undefined {
  if (node.op === '!_' || node.op === '-_') {
    const type = typeFrom(node.args) ?? message.slice('no such overload: '.length + 1);
    return node.op === '!_'
      ? { message: `"!" turns true and false around; this is ${withArticle(type)}` }
      : { message: `"-" needs a number; this is ${withArticle(type)}` };
  }
  const [, said, , other] = /^no such overload: (.+?) (\S+) (.+)$/s.exec(message) ?? [];
  if (said === undefined || other === undefined) return undefined;
  const [left, right] = [withArticle(said), withArticle(other)];
  switch (node.op) {
    case '==':
    case '!=':
      return { message: `${left} is never equal to ${right}` };
    case 'in':
      return { message: `"in" looks into a list or a mapping; this is ${left} in ${right}` };
    case '+': {
      const number = [said, other].map(typeName).find((type) => type === 'number' || type === 'integer');
      const joins = number !== undefined && (typeName(said) === 'text' || typeName(other) === 'text');
      return {
        message: `${left} and ${right} cannot be added`,
        ...(joins ? { hint: 'Write string(…) around the number.' } : {}),
      };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return { message: `${left} and ${right} have no order` };
    default:
      return { message: `"${node.op}" needs two numbers; these are ${left} and ${right}` };
  }
}

function typeFrom(node: Node): string | undefined {
  const type = typeOf(node);
  return type === 'dyn' ? undefined : type;
}

function call(node: Node, message: string, text: string): Explanation | undefined {
  if (node.op !== 'call' && node.op !== 'rcall') return undefined;
  const name = node.args[0];
  const at = callPlace(node, text);
  const said = /\(([^]*)\)'$/.exec(message)?.[1] ?? '';
  const given = said === '' ? [] : said.split(/, (?![^<]*>)/);
  const receiver = node.op === 'rcall' ? /'(.*?)\.\w+\(/.exec(message)?.[1] : undefined;
  const overloads = signatures().filter(
    (one) => one.name === name && (one.receiver !== undefined) === (node.op === 'rcall'),
  );
  const receivers = [
    ...new Set(overloads.flatMap((one) => (one.receiver === undefined ? [] : [withArticle(one.receiver)]))),
  ];
  if (receiver !== undefined && receiver !== 'dyn' && !receivers.includes(withArticle(receiver))) {
    return { message: `${name}() works on ${listed(receivers)}, not on ${withArticle(receiver)}`, at };
  }
  const takes = [...new Set(overloads.map((one) => listed(one.takes.map(withArticle), 'and') || 'nothing'))];
  const got = listed(given.map(withArticle), 'and') || 'nothing';
  return { message: `${name}() takes ${listed(takes)}, not ${got}`, at };
}

const listed = (words: readonly string[], last = 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

function logical(node: Node | undefined, message: string): Explanation {
  const wrong =
    node?.op === '&&' || node?.op === '||'
      ? node.args.find((side) => !['bool', 'dyn', undefined].includes(typeOf(side)))
      : node;
  return {
    message: `"&&" and "||" join what is true or false; this is ${got(message)}`,
    ...(wrong ? { at: wrong } : {}),
  };
}

/** The library ends such a message with the type: `…, got 'int'`, or has it first: `Expression of type 'int' cannot…`. */
const got = (message: string): string => withArticle(/'([^']*)'/.exec(message)?.[1] ?? 'value');

const quoted = (key: string): string => JSON.stringify(key);
