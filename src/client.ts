#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { main } from './commands/main.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const exitCode = await main(process.argv, version);
// What is still open belongs to libraries that keep sockets and threads a little longer; nothing of ours is waited for.
process.stdout.write('', () => process.exit(exitCode));
