import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { command, rootOption } from './options.ts';

export function test(setExitCode: SetExitCode): Command {
  return command('test', 'Test workflow definitions offline, in simulated time.')
    .argument('[FILES...]', 'files such as config/workflow.test.yaml; default: all in the current folder')
    .option('--filter <text>', 'only the cases with this in their name')
    .addOption(rootOption('the folder in which agents with `run: true` are found'))
    .addHelpText('after', '\nExample:\n  orchestrator test config/workflow.test.yaml --filter approval')
    .action(async (files: string[], flags: TestFlags) => {
      const { testFiles } = await import('./test-files.ts');
      setExitCode(await testFiles(files, flags));
    });
}

export interface TestFlags {
  readonly filter?: string;
  readonly json?: boolean;
  readonly root: string;
}
