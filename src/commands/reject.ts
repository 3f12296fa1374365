import type { Command } from 'commander';
import { decision } from './decision.ts';

export const reject = (): Command =>
  decision(
    'reject',
    'Reject a phase that waits for an approval: it has failed then.',
    'reject @last publish --comment "not before Monday"',
  );
