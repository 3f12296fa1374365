#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { main } from './commands/main.ts';

// The worker script: `orchestrator worker` under the name that deployments look for.
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const exitCode = await main([...process.argv.slice(0, 2), 'worker', ...process.argv.slice(2)], version);
process.exit(exitCode);
