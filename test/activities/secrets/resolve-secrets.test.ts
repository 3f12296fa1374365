import { expect, test } from 'vitest';
import { resolveSecrets } from '../../../src/activities/secrets/resolve-secrets.ts';

const secrets = new Map([
  ['TOKEN', 'a$&b${secret:KEY}'],
  ['KEY', 'k'],
]);

test.each([
  ['${secret:KEY}', 'k'],
  ['Bearer ${secret:KEY}, ${secret:KEY}', 'Bearer k, k'],
  ['$${secret:KEY}', '${secret:KEY}'],
  ['$$${secret:KEY}', '$${secret:KEY}'],
  ['costs $5 {a} $$', 'costs $5 {a} $$'],
  ['${secret:TOKEN}', 'a$&b${secret:KEY}'],
])('%j is %j', (written, text) => {
  expect(resolveSecrets({ text: written }, secrets)).toEqual({ text });
});

test('texts are replaced however deep they are; keys, and what is no text, stay', () => {
  const written = { a: [1, null, { '${secret:KEY}': ['${secret:KEY}', true] }], ['__proto__']: '${secret:KEY}' };
  const resolved = resolveSecrets(written, secrets);
  expect(JSON.stringify(resolved)).toBe('{"a":[1,null,{"${secret:KEY}":["k",true]}],"__proto__":"k"}');
  expect(written.a[2]).toEqual({ '${secret:KEY}': ['${secret:KEY}', true] });
});

test('a secret that was not declared ends the agent, even if there is one of that name', () => {
  expect(() => resolveSecrets({ a: 'x ${secret:OTHER}' }, secrets)).toThrow(
    expect.objectContaining({
      type: 'undeclared-secret',
      retryable: false,
      message: '${secret:OTHER} is a secret that the definition does not declare: add OTHER under `secrets`',
    }),
  );
});
