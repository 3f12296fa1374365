import type { Command } from 'commander';
import { pausing } from './pausing.ts';

export const pause = (): Command => pausing('pause', 'Pause a run: agents at work go on, and none starts.');
