import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'client.js');

/** Runs a shell in a folder in which `orchestrator` is on the PATH, and is all there is. */
function shell(name: string, args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-shell-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'orchestrator');
  writeFileSync(bin, `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(bin, 0o755);
  return execFileSync(name, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH']}`, HOME: folder, TEMPORAL_ADDRESS: '127.0.0.1:9' },
  });
}

const isThere = (name: string): boolean => spawnSync(name, ['--version']).status === 0;

beforeAll(() => {
  // Else the others here would not run anywhere.
  expect(isThere('bash')).toBe(true);
});

/** What bash has in COMPREPLY for a line. */
const bash = (line: string): string[] => {
  const script = `source <(orchestrator completion bash); COMP_LINE=$1; COMP_POINT=\${#1}; _orchestrator; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return shell('bash', ['-c', script, 'bash', line]).trimEnd().split('\n');
};

test('bash completes commands, options, values behind = and @last, and files', () => {
  expect(bash('orchestrator vali')).toEqual(['validate']);
  expect(bash('orchestrator run --max-r')).toEqual(['--max-retries']);
  // Bash has taken what stands before the = or the @ for a word of its own.
  expect(bash('orchestrator run --progress=qu')).toEqual(['quiet']);
  expect(bash('orchestrator status @l')).toEqual(['last']);
  expect(bash('orchestrator status ')).toEqual(['@last']);
  expect(bash('orchestrator run -f orch')).toEqual(['orchestrator']);
  expect(bash('orchestrator list --limit ')).toEqual(['']);
});

test.skipIf(!isThere('zsh'))('zsh completes commands with what they do', () => {
  const script = `
    autoload -U compinit; compinit -u -D
    _describe() { print -l -- "\${(@P)2}"; }
    _files() { print -- files "$@"; }
    source <(orchestrator completion zsh)
    words=(orchestrator vali); CURRENT=2; _orchestrator
    words=(orchestrator run --progress=qu); CURRENT=3; _orchestrator
    words=(orchestrator worker --root ''); CURRENT=4; _orchestrator`;
  const lines = shell('zsh', ['-f', '-c', script]).trimEnd().split('\n');
  expect(lines).toEqual([expect.stringMatching(/^validate:\w/), '--progress=quiet:', 'files -/']);
});

test.skipIf(!isThere('fish'))('fish completes commands with what they do, and files', () => {
  const fish = (line: string) =>
    shell('fish', ['--no-config', '-c', `orchestrator completion fish | source; complete -C '${line}'`]).trimEnd();
  expect(fish('orchestrator vali')).toMatch(/^validate\t\w/);
  expect(fish('orchestrator run --progress=qu')).toBe('--progress=quiet');
  expect(fish('orchestrator run -f orch')).toMatch(/^orchestrator/);
});
