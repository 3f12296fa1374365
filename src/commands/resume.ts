import type { Command } from 'commander';
import { pausing } from './pausing.ts';

export const resume = (): Command => pausing('resume', 'Resume a run that was paused.');
