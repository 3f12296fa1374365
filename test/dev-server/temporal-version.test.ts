import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isNewEnough, parseTemporalVersion, TEMPORAL_VERSION } from '../../src/dev-server/temporal-version.ts';

test('the version of the CLI and of its server are read from what `temporal --version` prints', () => {
  expect(parseTemporalVersion('temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)\n')).toEqual({
    cli: '1.5.1',
    server: '1.29.1',
  });
  expect(parseTemporalVersion('temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)')).toEqual({
    cli: '0.0.0-DEV',
    server: '1.31.2',
  });
  expect(parseTemporalVersion('temporal version 1.4.0')).toEqual({ cli: '1.4.0', server: undefined });
});

test('another program called temporal has no version', () => {
  expect(parseTemporalVersion('Temporal tables for everyone, v2')).toBeUndefined();
  expect(parseTemporalVersion('')).toBeUndefined();
});

test.each([
  ['temporal version 1.5.0 (Server 1.29.0, UI 2.41.0)', true],
  ['temporal version 1.4.1 (Server 1.28.1, UI 2.39.0)', false],
  ['temporal version 2.0.0', true],
  ['temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)', true],
  ['temporal version 0.0.0-DEV (Server 1.28.0, UI 2.39.0)', false],
  ['temporal version 0.0.0-DEV', false],
])('%s: new enough is %s', (text, expected) => {
  const version = parseTemporalVersion(text);
  expect(version && isNewEnough(version)).toBe(expected);
});

test('the version that is downloaded is the one that the Go module pins', () => {
  const goMod = readFileSync(new URL('../../tools/temporal/go.mod', import.meta.url), 'utf8');
  expect(goMod).toContain(`github.com/temporalio/cli v${TEMPORAL_VERSION}\n`);
});
