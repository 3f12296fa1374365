import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { program } from '../../src/commands/program.ts';
import { Metrics } from '../../src/monitoring/metrics.ts';
import { compose } from '../deploy/compose.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const pages = ['operations.md', 'security.md'];
const textOf = (page: string) => readFileSync(join(docs, page), 'utf8');

/** Lines of its `sh` blocks, and what stands in backquotes. */
const linesIn = (page: string): string[] => [
  ...[...page.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, text = '']) => text.trim().split('\n')),
  ...[...page.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code.trim()),
];

const isWorker = (word: string | undefined): boolean => word === 'worker' || word === 'worker-next';

/** The arguments of `orchestrator` in a line, whoever runs it: itself, or a container. */
const orchestratorIn = (line: string): string[] | undefined => {
  const words = parseArgsStringToArgv(line);
  const entrypoint = words.indexOf('--entrypoint');
  const service = words.findIndex(isWorker);
  if (entrypoint > 0 && words[entrypoint + 1] === 'orchestrator') return words.slice(service + 1);
  const at = words.indexOf('orchestrator');
  const isCommand = at === 0 || words[at - 1] === '--' || (words[0] === 'docker' && isWorker(words[at - 1]));
  return isCommand && words.length > at + 1 ? words.slice(at + 1) : undefined;
};

const commands = pages.flatMap((page) =>
  linesIn(textOf(page)).flatMap((line) => {
    const args = orchestratorIn(line);
    return args === undefined ? [] : [{ line, args }];
  }),
);

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

test('there are commands on the pages', () => {
  expect(commands.length).toBeGreaterThan(25);
  expect(orchestratorIn('docker compose exec worker orchestrator list')).toEqual(['list']);
});

test.each(commands)('$line is a command that there is', async ({ args }) => {
  const root = program('0.0.0', () => {});
  let understood = false;
  for (const command of withSubcommands(root)) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
    if (command.commands.length === 0) command.action(() => void (understood = true));
  }
  await root.parseAsync(args, { from: 'user' });
  expect(understood).toBe(true);
});

test('what compose is told names services that there are', () => {
  const lines = linesIn(textOf('operations.md')).filter((line) => line.startsWith('docker compose '));
  expect(lines.length).toBeGreaterThan(20);
  const named = lines.flatMap((line) => {
    const [, verb = '', rest = ''] =
      /^docker compose (?:-f \S+ )*(up|ps|logs|stop|restart|exec|build|run)\b(.*)$/.exec(line) ?? [];
    expect(verb, line).not.toBe('');
    const words = rest
      .replace(/--(since|scale|entrypoint|username) \S+|[<>].*$/g, '')
      .split(' ')
      .filter((word) => /^[a-z][\w-]*$/.test(word));
    return verb === 'exec' || verb === 'run' ? words.slice(0, 1) : words;
  });
  expect(new Set(named)).toContain('payloads-bucket');
  for (const name of named) expect(Object.keys(compose.services)).toContain(name);
});

describe.each(pages)('%s', (page) => {
  test('has links that lead somewhere', () => {
    const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const [, path = '', anchor] of textOf(page).matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)) {
      if (path === '') expect(headings).toContain(anchor);
      // The page of another part, which may be written after this one.
      else if (path !== 'encryption.md') expect(existsSync(join(docs, path)), path).toBe(true);
    }
  });

  test('names files that there are', () => {
    const files = [...textOf(page).matchAll(/`((?:deploy|src|config)\/[\w./-]+)`/g)].map(([, file = '']) => file);
    for (const file of files.filter((each) => !each.startsWith('deploy/secrets')))
      expect(existsSync(join(docs, '..', file)), file).toBe(true);
  });
});

test('the metrics on the page are those that a worker exports', async () => {
  const metrics = new Metrics({ maxAgents: 1, taskQueue: 'q', version: '0' });
  metrics.watchPools({});
  const page = textOf('operations.md');
  for (const { name } of await metrics.registry.getMetricsAsJSON()) {
    const short = /_(?:agents_limit|pool_waiting|duration_seconds)$/.exec(name)?.[0];
    expect(page.includes(`\`${name}\``) || (short !== undefined && page.includes(`\`${short}\``)), name).toBe(true);
  }
});
