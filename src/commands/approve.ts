import type { Command } from 'commander';
import { decision } from './decision.ts';

export const approve = (): Command =>
  decision(
    'approve',
    'Approve a phase that waits for an approval.',
    'approve @last publish --comment "the figures are right"',
  );
