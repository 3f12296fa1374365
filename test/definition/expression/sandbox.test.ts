import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';

/** As the workflow sandbox has it: the language, two classes that the SDK lends it, a Date of its own, and nothing of Node. */
function sandbox(): unknown {
  const { outputFiles, metafile } = buildSync({
    entryPoints: [join(import.meta.dirname, '../../../src/definition/expression/evaluate.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'expressions',
    metafile: true,
  });
  bundled = Object.keys(metafile.inputs);
  const context = createContext({ TextEncoder, TextDecoder });
  runInContext('const Original = Date; Date = function (...given) { return new Original(...given); };', context);
  runInContext('for (const name of ["Intl", "WeakRef", "FinalizationRegistry"]) delete globalThis[name];', context);
  runInContext('for (const type of [Number, String, Date, Array]) delete type.prototype.toLocaleString;', context);
  runInContext(outputFiles[0]!.text, context);
  return context;
}

let bundled: string[] = [];
const context = sandbox();
const inside = (code: string): unknown => JSON.parse(String(runInContext(`JSON.stringify(${code})`, Object(context))));

test('expressions need nothing of Node, nor of a locale', () => {
  const variables = `{
    inputs: { n: 5, roads: ['a', 'b'], letters: '${'a'.repeat(60)}!' },
    phase: (name) => ({ status: 'success', outputs: { name } }),
    run: { id: 'r', started_at: 's', error: null },
  }`;
  const value = `{
    n: inputs.n + 1.5, half: inputs.n / 2, roads: inputs.roads.map(r, r.upperAscii() + string(inputs.n)),
    phase: phases["a-b"].outputs.name, matched: inputs.letters.matches("^(a+)+$"), optional: inputs.?x.orValue(null)
  }`.replaceAll(/(\w+):(?! string)/g, '"$1":');
  expect(inside(`expressions.evaluate(${JSON.stringify(value)}, ${variables})`)).toEqual({
    n: 6.5,
    half: 2.5,
    roads: ['A5', 'B5'],
    phase: 'a-b',
    matched: false,
    optional: null,
  });
  expect(inside(`expressions.renderText('\${{ inputs.roads }}', ${variables})`)).toBe('["a","b"]');
  expect(
    inside(
      `(() => { try { expressions.evaluate('1 / 0', ${variables}) } catch (e) { return [e.name, e.offset]; } })()`,
    ),
  ).toEqual(['ExpressionError', 0]);
});

test('the workflow bundle gets the evaluator, CEL and RE2, and not the checks', () => {
  const packages = new Set(bundled.flatMap((name) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? []));
  expect(packages).toEqual(new Set(['@marcbachmann/cel-js', 're2js']));
  expect(bundled.filter((name) => /check-|did-you-mean|edit-distance|hyphenated/.test(name))).toEqual([]);
});
