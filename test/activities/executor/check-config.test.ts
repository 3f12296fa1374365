import { expect, test } from 'vitest';
import { checkConfig } from '../../../src/activities/executor/check-config.ts';

const agentWith = (configSchema?: unknown) =>
  Object.assign(
    class {
      run() {}
    },
    { configSchema },
  );

test('a class without a schema takes any config', async () => {
  expect(await checkConfig(agentWith(), 'AnyAgent', { a: 1 })).toEqual({ a: 1 });
});

test('a Standard Schema is used, also one that answers later', async () => {
  const standard = { '~standard': { validate: async (value: object) => ({ value: { ...value, checked: true } }) } };
  expect(await checkConfig(agentWith(standard), 'AnyAgent', { a: 1 })).toEqual({ a: 1, checked: true });
  const refusing = { '~standard': { validate: () => ({ issues: [{ message: 'no', path: ['a', { key: 0 }] }] }) } };
  await expect(checkConfig(agentWith(refusing), 'AnyAgent', {})).rejects.toMatchObject({
    type: 'bad-config',
    retryable: false,
    message: 'the config of AnyAgent is wrong: config.a[0]: no',
  });
});

test('anything with safeParse is used', async () => {
  const schema = { safeParse: (value: { a?: number }) => ({ success: value.a === 1, data: 'parsed' }) };
  expect(await checkConfig(agentWith(schema), 'AnyAgent', { a: 1 })).toBe('parsed');
  await expect(checkConfig(agentWith(schema), 'AnyAgent', {})).rejects.toMatchObject({ type: 'bad-config' });
});

test('a schema that is none is the fault of the agent', async () => {
  await expect(checkConfig(agentWith({}), 'AnyAgent', {})).rejects.toMatchObject({ type: 'not-an-agent' });
});
