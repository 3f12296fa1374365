import type { StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import { PayloadError } from './payload-error.ts';

/** Stands for a store that this process does not have: whoever reads what another process has kept there is told so. */
export function createAbsentDriver(name: string, own: string): StorageDriver {
  return {
    name,
    type: name,
    async store() {
      throw new PayloadError('PayloadStoreFailed', `this process keeps no payloads in "${name}"`);
    },
    async retrieve(_context, [claim]) {
      throw new PayloadError(
        'PayloadMissing',
        `a payload is kept outside of Temporal, and the payload store here is ${own}: ${describeClaim(claim?.claimData ?? {})}`,
      );
    },
  };
}

/** Where a payload is said to be, and what to do. `here` is the folder that was looked in. */
export function describeClaim({ key, folder, bucket }: Readonly<Record<string, string>>, here?: string): string {
  if (folder !== undefined && folder === here)
    return `${shown(key)} is gone from there; put it back, or start the run again`;
  const store = folder !== undefined ? `file:${folder}` : bucket !== undefined ? `s3://${bucket}` : undefined;
  if (store === undefined) return 'use the --payload-store of the process that started the run, or of its worker';
  return `it was kept in ${shown(store)}; use that with --payload-store, or ORCHESTRATOR_PAYLOAD_STORE`;
}

/** Whoever can start a run can write a claim: no control characters reach a terminal, and no endless text. */
const shown = (text = ''): string => text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 300);
