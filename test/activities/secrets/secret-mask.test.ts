import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AgentFailure } from '../../../src/activities/executor/agent-failure.ts';
import { cutText, escapeControls } from '../../../src/activities/executor/safe-text.ts';
import { createSecretMask } from '../../../src/activities/secrets/secret-mask.ts';
import type { Json } from '../../../src/definition/json.ts';

const secret = 'hunter2"\\/+ü';
const mask = createSecretMask([secret]);

describe('a text', () => {
  test.each([
    ['as it is', secret],
    ['in JSON', JSON.stringify({ secret })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ secret }))],
    ['in JSON as Python writes it', String.raw`{"secret": "hunter2\"\\/+\u00fc"}`],
    ['as it is inspected', inspect([secret])],
    ['in a path', `https://example.org/${encodeURIComponent(secret)}/x`],
    ['in a query', new URLSearchParams({ q: secret }).toString()],
    ['in lower case escapes', encodeURIComponent(secret).toLowerCase()],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', Buffer.from(secret).toString('base64url')],
    ...['', 'u', 'us', 'use', 'user'].map((user): [string, string] => [
      `in base64 after "${user}:"`,
      Buffer.from(`${user}:${secret}:more`).toString('base64'),
    ]),
  ])('has its secret masked: %s', (_, text) => {
    const masked = mask.text(text);
    expect(masked).toContain('***');
    expect(masked).not.toMatch(/hunter2/);
    const found = Buffer.from(masked.replaceAll('*', ''), 'base64').toString('latin1');
    expect(found).not.toContain('hunter');
  });

  test('keeps what stands around its secrets', () => {
    expect(mask.text(`a ${secret} b${secret}${secret}c`)).toBe('a *** b***c');
    expect(mask.text('nothing of the kind: hunter3')).toBe('nothing of the kind: hunter3');
  });

  test('has secrets masked that overlap, or are part of another', () => {
    const several = createSecretMask(['abcdef', 'defghi', 'xabcdefx']);
    expect(several.text('1abcdefghi2')).toBe('1***2');
    expect(several.text('1xabcdefx2')).toBe('1***2');
    expect(several.text('aabcdefabcdefz')).toBe('a***z');
  });

  test('has each line of a secret masked, since logs come in lines', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\r\n-----END KEY-----\n';
    const lines = createSecretMask([key]);
    for (const line of key.trim().split(/\r?\n/)) expect(lines.text(`  ${line}`)).toBe('  ***');
    expect(lines.text(`key: ${escapeControls(key)}.`)).toBe('key: ***.');
    expect(lines.text(`key: ${key.trim()}.`)).toBe('key: ***.');
  });

  test('that was cut in the middle of its secret keeps nothing of it', () => {
    const long = createSecretMask(['s3cr3t'.repeat(10)]);
    for (let limit = 20; limit < 100; limit++) {
      expect(long.text(cutText(`${'x'.repeat(10)}${'s3cr3t'.repeat(10)}${'y'.repeat(30)}`, limit))).not.toMatch(
        /s3|3c|cr/,
      );
    }
  });

  test('a value of five characters is not masked: it would stand in too many texts', () => {
    expect(createSecretMask(['admin']).text('admin')).toBe('admin');
    expect(createSecretMask(['admins']).text('admins')).toBe('***');
  });
});

describe('JSON', () => {
  test('stays JSON, and has its secrets masked in keys, texts and numbers', () => {
    const digits = createSecretMask(['123456', 'hunter2', '":"']);
    const json = '{"a":1234567,"hunter2":[{"b":"x hunter2 y","__proto__":"hunter2"}],"c":true,"d":null,"e":"f"}';
    expect(digits.json(json)).toBe('{"a":"***","***":[{"b":"x *** y","__proto__":"***"}],"c":true,"d":null,"e":"f"}');
  });

  test('is left as it is where there is no secret, and never holds one, whatever both are', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, unit: 'binary' }), fc.jsonValue(), (value, around) => {
        const any = createSecretMask([value]);
        const json = JSON.stringify({ around, value: [value, `x${value}y`] });
        const masked = JSON.stringify((JSON.parse(any.json(json)) as { value: Json }).value);
        expect(masked).toBe('["***","x***y"]');
      }),
    );
    expect(mask.json('{"a":[1.5,"b"]}')).toBe('{"a":[1.5,"b"]}');
  });
});

test('a failure is masked in its type, message and stack, and is tried again as it was', () => {
  const failure = mask.failure(
    new AgentFailure(`E${secret}`, `m${secret}`, { retryable: false, stack: `s${secret}`, retryAfter: 7 }),
  );
  expect(failure).toMatchObject({ type: 'E***', message: 'm***', agentStack: 's***', retryable: false, retryAfter: 7 });
  expect(inspect(failure, { showHidden: true })).not.toContain('hunter2');
});
