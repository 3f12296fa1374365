import { expect, test } from 'vitest';
import { explainExit, lostItsPort } from '../../src/dev-server/explain-exit.ts';

const exit = { how: 'exit code 1', folder: '/project/.orchestrator', binary: 'temporal' };

test.each([
  ['DATABASE_REFUSED', 'unable to create SQLite admin DB: file is not a database (26)'],
  ['DATABASE_REFUSED', 'error creating namespace "default": SQL logic error: no such table: namespaces (1)'],
  ['DATABASE_REFUSED', 'attempt to write a readonly database (8)'],
  ['DISK_FULL', 'panic: unable to start: database or disk is full (13)'],
  ['DISK_FULL', 'write /project/temporal.db-wal: no space left on device'],
  ['SERVER_FAILED', 'Error: unknown flag: --sqlite-pragma'],
  ['SERVER_FAILED', ''],
])('%s is told from: %s', (code, tail) => {
  const fault = explainExit({ ...exit, tail });
  expect(fault.code).toBe(code);
  expect(fault.what).toContain(tail);
  expect(fault.place).toContain('/project/.orchestrator');
});

test('a port that somebody took in the last moment is no fault: other ports will do', () => {
  const tail = "Error: can't set UI port 8233: listen tcp 127.0.0.1:8233: bind: address already in use";
  expect(lostItsPort(tail)).toBe(true);
  expect(lostItsPort('Error: something else')).toBe(false);
});
