import { describe, expect, test } from 'vitest';
import { checkExpression, type Scope } from '../../../src/definition/expression/check-expression.ts';
import { scope } from './scope.ts';

/** `code message (hint)`, and what it points at, of each fault. */
const faults = (expression: string, change: Partial<Scope> = {}) =>
  checkExpression(expression, scope(change)).map(({ code, message, hint, start, end }) => [
    `${code} ${message}${hint === undefined ? '' : ` (${hint})`}`,
    expression.slice(start, end),
  ]);

test.each([
  'inputs.n + 1 == 2',
  'inputs["my-input"] == "a"',
  'size(inputs.list) > inputs.n',
  'inputs.list[inputs.n - 1]',
  'inputs.object.a.b + 1',
  'phases.analytics.outputs.count + 1 > 2',
  'phases.analytics.outputs["my-agent"].x',
  'phases["data-collection"].status == "success"',
  'phases.analytics.status in ["success", "skipped"]',
  'has(phases["data-collection"].outputs.refresh)',
  'phases["data-collection"].outputs.refresh.filter(r, r.n > 1).map(r, r.name)',
  'phases.analytics.outputs[item] == 1',
  'inputs.list.exists(x, x == item) && item_index > 0',
  'run.started_at < "2027" && run.id != ""',
  'inputs.?object.orValue({}).a',
  'inputs.flag ? 1 : 2.5',
  'inputs.flag ? "x" : null',
  'inputs.text.matches("^[a-z]+$") ? size(inputs) : -inputs.n',
  'inputs.text.substring(inputs.n) + string(inputs.rate)',
  'inputs.n in [1, 2] || inputs.rate in [1, 2] || inputs.n in [1.5, 2.5]',
  'inputs.n == 1.0 && inputs.rate == 1',
  'inputs.n-item_index',
  '"phases.data-collection.status" != inputs.text',
  'cel.bind(total, inputs.n * 2, total + total)',
  '{"a": [1, "b"], "c": null}.size()',
])('%s is right', (expression) => expect(faults(expression)).toEqual([]));

describe('what is not an expression', () => {
  test.each([
    ['', 'bad-expression the expression is empty', ''],
    ['inputs.n >', 'bad-expression the expression ends too early; a value is missing', ''],
    ['(inputs.n', 'bad-expression the expression ends too early; ")" is missing', ''],
    ['inputs.', 'bad-expression the expression ends too early; a name is missing', ''],
    ['inputs.n = 1', 'bad-expression "=" is not expected here (To compare, write "==".)', '='],
    ['inputs.n === 1', 'bad-expression "=" is not expected here (To compare, write "==".)', '='],
    ['inputs.flag & true', 'bad-expression "&" is not expected here (Write "&&".)', '&'],
    ['inputs.flag and inputs.flag', 'bad-expression "and" is not expected here (Write "&&".)', 'and'],
    ['inputs.n 1', 'bad-expression "1" is not expected here', '1'],
    ['inputs.n)', 'bad-expression ")" is not expected here', ')'],
    ['[1, 2', 'bad-expression the expression ends too early; "]" is missing', ''],
    [
      '${inputs.n}',
      'bad-expression "$" is not expected here (Within ${{ }} everything is the expression already: write inputs.name.)',
      '$',
    ],
    ['inputs.text == "a', 'bad-expression this text is not closed', '"a'],
    [
      'inputs.text == "\\q"',
      'bad-expression "\\q" is not an escape that CEL knows (A backslash is written \\\\, or r"…" around the text.)',
      '\\q',
    ],
    ['1e999', 'bad-expression this is not a number', '1e999'],
    ['if', 'bad-expression "if" is a word that CEL keeps for itself', 'if'],
    [
      'inputs.list.map(1, 2)',
      'bad-expression a macro needs the name of its variable first, such as list.exists(x, x > 1)',
      '1',
    ],
    ['has(inputs)', 'bad-expression has() takes a path, such as has(inputs.name)', 'inputs'],
  ])('%s', (expression, message, marked) => {
    const [[said, at] = []] = faults(expression);
    expect(said).toMatch(new RegExp(`^${message.replace(/[$()[\]{}.*+?^|\\]/g, '\\$&')}`));
    expect(at).toBe(marked);
  });

  test('more characters than are read', () => {
    expect(faults('1'.padEnd(4_096))).toEqual([]);
    expect(faults('1'.padEnd(4_097))[0]?.[0]).toContain('4097 characters; at most 4096 are read');
  });
});

describe('what does not exist', () => {
  test.each([
    [
      'inputs.txt == "a"',
      'there is no input "txt"; did you mean "text"? (The inputs are: n, rate, text, flag, list, object, my-input.)',
      'txt',
    ],
    ['inputs["txt"]', 'there is no input "txt"; did you mean "text"?', '"txt"'],
    ['input.n', 'there is no "input"; did you mean inputs?', 'input'],
    ['text == "a"', 'there is no "text"; did you mean inputs.text?', 'text'],
    ['analytics.status', 'there is no "analytics"; did you mean phases.analytics?', 'analytics'],
    [
      'inputs.text == prod',
      'there is no "prod" (The variables are: inputs, phases, item, item_index, run. A text is written in quotes: "prod".)',
      'prod',
    ],
    [
      'phases.analitics.status',
      'there is no phase "analitics"; did you mean "analytics"? (The phases are: analytics, data-collection, step-2nd, publish, archive.)',
      'analitics',
    ],
    [
      'phases.analytics.output.count',
      'a phase has no "output"; did you mean "outputs"? (Write phases.analytics.status or phases.analytics.outputs.)',
      'output',
    ],
    [
      'phases.analytics.outputs.cuont',
      'phase "analytics" has no output "cuont"; did you mean "count"? (Its outputs are: count, my-agent.)',
      'cuont',
    ],
    ['phases["step-2nd"].outputs.x', 'phase "step-2nd" has no output "x" (It has none.)', 'x'],
    ['run.idd', 'run has no "idd"; did you mean "id"? (It has: id, started_at.)', 'idd'],
    [
      'run.error.message',
      'run.error is not known yet in phase "publish" (Read it in on_failure, in finally or in outputs. Here run has: id, started_at.)',
      'error',
    ],
    ['inputs.list.exists(x, x == y)', 'there is no "y"', 'y'],
    ['x + inputs.list.map(x, x)[0]', 'there is no "x"', 'x'],
    ['has(inputs.txt)', 'there is no input "txt"; did you mean "text"?', 'txt'],
    ['inputs.?txt', 'there is no input "txt"; did you mean "text"?', 'txt'],
  ])('%s', (expression, message, marked) => {
    const [[said, at] = [], ...others] = faults(expression);
    expect(said).toContain(`unknown-reference ${message}`);
    expect(at).toBe(marked);
    expect(others).toEqual([]);
  });

  test('item outside of a for_each', () => {
    expect(faults('item == item_index', { item: false })).toEqual([
      ['unknown-reference "item" is there only inside a for_each (Give the agent a for_each.)', 'item'],
      ['unknown-reference "item_index" is there only inside a for_each (Give the agent a for_each.)', 'item_index'],
    ]);
  });

  test('of many names, twelve are listed', () => {
    const phases = new Map(Array.from({ length: 20 }, (_, index) => [`p${index}`, { outputs: [], readable: true }]));
    expect(faults('phases.analytics.status', { phases })[0]?.[0]).toContain('p10, p11 and 8 more.');
  });

  test('all of it at once, in the order of the text', () => {
    expect(faults('inputs.a == phases.b.status && foo(c)').map(([, marked]) => marked)).toEqual(['a', 'b', 'foo', 'c']);
  });
});

describe('what cannot be read here', () => {
  test.each([
    [
      'phases.archive.outputs.zip',
      'not-upstream phase "archive" is not upstream of phase "publish" (Add archive to its depends_on.)',
      'archive',
    ],
    [
      'size(phases["archive"].outputs)',
      'not-upstream phase "archive" is not upstream of phase "publish" (Add archive to its depends_on.)',
      '"archive"',
    ],
    [
      'phases.publish.status',
      'not-upstream phase "publish" cannot read itself (Its status and outputs are there when it has ended.)',
      'publish',
    ],
    [
      'secret.TOKEN + "a"',
      'secret-in-expression an expression cannot read a secret: its values are recorded in the history of the run (Write ${secret:NAME} under "config" or "with"; the worker reads it right before the agent starts.)',
      'secret.TOKEN',
    ],
    [
      'secrets["TOKEN"]',
      'secret-in-expression an expression cannot read a secret: its values are recorded in the history of the run (Write ${secret:NAME} under "config" or "with"; the worker reads it right before the agent starts.)',
      'secrets["TOKEN"',
    ],
    [
      'phases[item].status',
      'bad-expression the phase in phases[…] must be written out, so that it can be checked before the run (Write phases.NAME or phases["NAME"].)',
      'phases[item]',
    ],
    [
      'size(phases)',
      'bad-expression "phases" needs the name of a phase (Write phases.NAME.status or phases.NAME.outputs.AGENT.)',
      'phases',
    ],
  ])('%s', (expression, said, marked) => expect(faults(expression)).toEqual([[said, marked]]));
});

describe('a name with a hyphen in dotted form is a subtraction', () => {
  test.each([
    [
      'phases.data-collection.status == "success"',
      'phases.data-collection is read as phases.data minus collection (Write phases["data-collection"].)',
      'phases.data-collection',
    ],
    [
      'size(phases.data-collection.outputs.refresh) > 0',
      'phases.data-collection is read as phases.data minus collection (Write phases["data-collection"].)',
      'phases.data-collection',
    ],
    [
      'inputs.my-input',
      'inputs.my-input is read as inputs.my minus input (Write inputs["my-input"].)',
      'inputs.my-input',
    ],
    [
      'phases.analytics.outputs.my-agent.x',
      'phases.analytics.outputs.my-agent is read as phases.analytics.outputs.my minus agent (Write phases.analytics.outputs["my-agent"].)',
      'phases.analytics.outputs.my-agent',
    ],
    [
      'phases.step-2nd.status',
      'phases.step-2nd is read as phases.step minus 2nd (Write phases["step-2nd"].)',
      'phases.step-2nd',
    ],
    [
      '1 + phases.data-collection-1',
      'phases.data-collection is read as phases.data minus collection (Write phases["data-collection"].)',
      'phases.data-collection',
    ],
  ])('%s', (expression, said, marked) => expect(faults(expression)).toEqual([[`unknown-reference ${said}`, marked]]));
});

describe('a status that is none', () => {
  const statuses =
    'The statuses are: pending, running, waiting, success, failed, timed_out, skipped, blocked, cancelled.';
  test.each([
    ['phases.analytics.status == "suceeded"', '"suceeded" is not a status; did you mean "success"?', '"suceeded"'],
    ['"canceled" != phases.analytics.status', '"canceled" is not a status; did you mean "cancelled"?', '"canceled"'],
    [
      'phases["data-collection"].status in ["success", "Failed"]',
      '"Failed" is not a status; did you mean "failed"?',
      '"Failed"',
    ],
    ['phases.analytics.status == "xyz"', '"xyz" is not a status', '"xyz"'],
  ])('%s', (expression, said, marked) =>
    expect(faults(expression)).toEqual([[`bad-expression ${said} (${statuses})`, marked]]),
  );

  test('of the run as well; other texts may be anything', () => {
    expect(faults('run.status == "suceeded"', { run: ['status'] })).toHaveLength(1);
    expect(faults('inputs.text == "suceeded"')).toEqual([]);
  });
});

describe('types', () => {
  test.each([
    ['size(1)', 'size() takes text, a list or a mapping, not an integer', 'size'],
    ['size(inputs.n)', 'size() takes text, a list or a mapping, not an integer', 'size'],
    ['"a" + 1', 'text and an integer cannot be added (Write string(…) around the number.)', '"a" + 1'],
    ['inputs.n + "a"', 'an integer and text cannot be added (Write string(…) around the number.)', 'inputs.n + "a"'],
    ['inputs.n.startsWith("a")', 'startsWith() works on text, not on an integer', 'startsWith'],
    ['inputs.text.startsWith(1)', 'startsWith() takes text, not an integer', 'startsWith'],
    ['inputs.text.substring(1, 2, 3)', 'substring() takes', 'substring'],
    ['inputs.text * 2', '"*" needs two numbers; these are text and an integer', 'inputs.text * 2'],
    ['inputs.text < 1', 'text and an integer have no order', 'inputs.text < 1'],
    ['inputs.text == 1', 'text is never equal to an integer', 'inputs.text == 1'],
    ['phases.analytics.status == 1', 'text is never equal to an integer', 'phases.analytics.status == 1'],
    [
      'phases.analytics.status && true',
      '"&&" and "||" join what is true or false; this is text',
      'phases.analytics.status',
    ],
    ['true || inputs.n', '"&&" and "||" join what is true or false; this is an integer', 'inputs.n'],
    ['!inputs.text', '"!" turns true and false around; this is text', '!inputs.text'],
    ['-inputs.list', '"-" needs a number; this is a list', '-inputs.list'],
    ['inputs.n ? 1 : 2', 'the condition must be true or false, not an integer', 'inputs.n'],
    ['inputs.n.a', 'an integer has nothing inside that could be read', 'a'],
    ['inputs.list["a"]', 'a list is indexed by an integer, beginning at 0', 'inputs.list["a"]'],
    ['inputs.n.map(x, x)', 'a macro goes through a list or a mapping, not an integer', 'inputs.n'],
    ['inputs.list.all(x, 1)', 'the condition must be true or false, not an integer', '1'],
    ['1 in inputs.n', '"in" looks into a list or a mapping; this is an integer in an integer', '1 in inputs.n'],
    [
      'item_index + "a"',
      'an integer and text cannot be added (Write string(…) around the number.)',
      'item_index + "a"',
    ],
    ['inputs.text.orValue(1)', 'an optional value is needed here, such as inputs.?name', 'inputs.text'],
    ['inputs.?object.orValue(1)', 'both values must be of the same type; these are a mapping and an integer', '1'],
    ['type(inputs.n)', 'the result has no value in JSON', 'type(inputs.n)'],
    [
      'inputs.text.matches("(?=a)")',
      '"(?=a)" is not a pattern that matches() takes: invalid or unsupported Perl syntax: `(?=` (Patterns are those of RE2: no lookahead, no backreferences.)',
      '"(?=a)"',
    ],
    [
      'inputs.list.map(n, inputs.list.map(m, inputs.list.map(o, 1)))',
      'macros are nested more than 2 deep (Let an agent do what takes so many steps.)',
      'map',
    ],
    ['inputs.list.map(item, item)', '"item" has a meaning already (Give the variable another name.)', 'item'],
  ])('%s', (expression, message, marked) => {
    const [[said, at] = [], ...others] = faults(expression);
    expect(said).toContain(`bad-expression ${message}`);
    expect(at).toBe(marked);
    expect(others).toEqual([]);
  });

  test('of functions', () => {
    expect(faults('sise(inputs.list)')[0]?.[0]).toContain(
      'there is no function "sise"; did you mean "size"? (The functions are: size, has,',
    );
    expect(faults('len(inputs.list)')[0]?.[0]).toContain('did you mean "size"?');
    expect(faults('inputs.text.toLowerCase()')[0]).toEqual([
      expect.stringContaining('there is no function "toLowerCase"; did you mean "lowerAscii"?'),
      'toLowerCase',
    ]);
    expect(faults('contains(inputs.text, "a")')[0]?.[0]).toBe(
      'bad-expression "contains" is written after the value (Write value.contains(…).)',
    );
    expect(faults('inputs.n.string()')[0]?.[0]).toBe('bad-expression "string" is not a method (Write string(value).)');
    expect(faults('now() > timestamp(run.started_at)').map(([, marked]) => marked)).toEqual(['now', 'timestamp']);
  });
});

describe('what is needed where it stands', () => {
  test('a condition is a boolean, or may be one', () => {
    const expects = 'boolean';
    expect(faults('inputs.flag', { expects })).toEqual([]);
    expect(faults('phases.analytics.outputs.count', { expects })).toEqual([]);
    expect(faults(' inputs.list ', { expects })).toEqual([
      ['bad-expression a condition must be true or false; this is a list (Write size(…) > 0.)', 'inputs.list'],
    ]);
    expect(faults('phases.analytics.status', { expects })[0]?.[0]).toContain('this is text (Compare it: … == "text".)');
    expect(faults('size(inputs.list)', { expects })[0]?.[0]).toContain('this is an integer (Compare it: … > 0.)');
  });

  test('a for_each goes through a list, or what may be one', () => {
    const expects = 'list';
    expect(faults('inputs.list.map(x, x)', { expects })).toEqual([]);
    expect(faults('phases.analytics.outputs.count', { expects })).toEqual([]);
    expect(faults('inputs.object', { expects })[0]?.[0]).toBe(
      'bad-expression a for_each goes through a list; this is a mapping (One item is a list too: [value].)',
    );
  });
});
