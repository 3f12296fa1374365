import { freeMegabytes, LEAST_FREE_MB } from '../dev-server/free-space.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** Payloads, logs and the embedded server's database come to this in a while. */
const COMFORTABLE_MB = 1_000;

export function checkDisk(folder: string, free = freeMegabytes(folder)): Finding[] {
  const left = `${free < 10_000 ? `${free.toFixed(0)} MB` : `${(free / 1000).toFixed(0)} GB`} left for ${folder}`;
  const remedy = 'Make room: .orchestrator/payloads and .orchestrator/logs hold what runs have left.';
  if (free < LEAST_FREE_MB)
    return [fail('disk', `${left}: the embedded server and the payload store stand still`, remedy)];
  return [free < COMFORTABLE_MB ? warn('disk', left, remedy) : ok('disk', left)];
}
