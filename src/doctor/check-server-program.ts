import { lookForTemporal } from '../dev-server/find-temporal.ts';
import { OLDEST_CLI, TEMPORAL_VERSION } from '../dev-server/temporal-version.ts';
import { ok, warn, type Finding } from './finding.ts';

export async function checkServerProgram({ isConfigured }: { isConfigured: boolean }): Promise<Finding[]> {
  if (isConfigured) return [ok('server program', 'not needed: a Temporal server is configured')];
  const found = await lookForTemporal();
  if ('binary' in found)
    return [ok('server program', found.binary === 'temporal' ? '`temporal` on the PATH' : found.binary)];
  return [
    warn(
      'server program',
      `the embedded server is not on this machine yet (${found.tried.join('; ')})`,
      `The first start with \`orchestrator dev\` downloads Temporal ${TEMPORAL_VERSION}, or builds it with Go; or install the Temporal CLI, ${OLDEST_CLI} or newer.`,
    ),
  ];
}
