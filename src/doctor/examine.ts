import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionError } from '../connection/connection-error.ts';
import { configuredTarget, findTarget, type Target } from '../connection/target.ts';
import { loadDefinition } from '../definition/load.ts';
import { environment, STATE_FOLDER } from '../environment.ts';
import { needsPython } from '../python/needs-python.ts';
import { checkDefinition } from './check-definition.ts';
import { checkDisk } from './check-disk.ts';
import { checkEncryption } from './check-encryption.ts';
import { checkMetricsPort } from './check-metrics-port.ts';
import { checkNode } from './check-node.ts';
import { checkPackage } from './check-package.ts';
import { checkPayloadStore } from './check-payload-store.ts';
import { checkPython } from './check-python.ts';
import { checkServerProgram } from './check-server-program.ts';
import { checkTemporal } from './check-temporal.ts';
import { fail, warn, type Finding } from './finding.ts';

export interface ExamineOptions {
  /** The project's folder. */
  readonly root: string;
  readonly file: string;
  readonly taskQueue: string;
  readonly metricsPort: number;
  readonly pythonBin?: string | undefined;
  readonly payloadStore?: string | undefined;
  readonly encryptionKeys?: string | undefined;
}

/** A check that has not come to an end by then is said not to. */
const PATIENCE = 4_600;

/** Looks at everything that a run needs, all at the same time. Changes nothing. */
export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const { root, file, taskQueue, metricsPort, pythonBin } = options;
  const found = lookForTarget(root);
  const loaded = loadDefinition(file, { environment });
  const python = pythonBin !== undefined || (loaded.definition !== undefined && needsPython(loaded.definition));
  const checks: readonly (readonly [string, () => readonly Finding[] | Promise<readonly Finding[]>])[] = [
    ['node', checkNode],
    ['package', checkPackage],
    ['definition', () => checkDefinition(loaded, file, root)],
    ...('problem' in found
      ? [['temporal', () => [found.problem]] as const]
      : ([
          ['temporal', () => checkTemporal({ ...found, taskQueue, python })],
          ['server program', () => checkServerProgram(found)],
          ['payload store', () => checkPayloadStore(found.target, options)],
        ] as const)),
    ['encryption', () => checkEncryption(options.encryptionKeys)],
    ['disk', () => checkDisk(root)],
    ...(python ? [['python', () => checkPython({ root, pythonBin })] as const] : []),
    ['metrics port', () => checkMetricsPort(metricsPort)],
  ];
  return (await Promise.all(checks.map(([name, check]) => inTime(name, check)))).flat();
}

/** Settings of Temporal's own that cannot be used are a finding, too. */
function lookForTarget(root: string): { target: Target; isConfigured: boolean } | { problem: Finding } {
  try {
    return { target: findTarget(join(root, STATE_FOLDER)), isConfigured: configuredTarget() !== undefined };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    const [what = '', remedy = ''] = error.message.split(/\n\s*/);
    return { problem: fail('temporal', what, remedy) };
  }
}

async function inTime(
  name: string,
  check: () => readonly Finding[] | Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const done = new AbortController();
  const late = delay(PATIENCE, undefined, { signal: done.signal }).then(() => [
    warn(
      name,
      `could not be told in ${PATIENCE / 1000} seconds`,
      'Try again when this machine, or its network, has less to do.',
    ),
  ]);
  try {
    return await Promise.race([late, check()]);
  } catch (error) {
    return [warn(name, `could not be told: ${(error as Error).message}`, 'This is not expected: please report it.')];
  } finally {
    done.abort();
    late.catch(() => {});
  }
}
