import { createHash } from 'node:crypto';
import type { RunDefinition } from './definition/run-definition.ts';

/** The same for the same definition, whenever and wherever it was resolved. */
export function hashOf(definition: RunDefinition): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(definition)).digest('hex')}`;
}
