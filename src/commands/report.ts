import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import { rootOption } from './options.ts';
import { runCommand, type RunCommandFlags } from './run-command.ts';

export interface ReportFlags extends RunCommandFlags {
  readonly output?: string;
  readonly root: string;
}

export const report = (setExitCode: SetExitCode): Command =>
  runCommand(
    'report',
    'Write one self-contained page about a run: graph, timeline, agents, errors.',
    'report @last -o run.html',
  )
    .option('-o, --output <path>', 'the file to write (default: report-RUN.html)')
    .addOption(rootOption('the folder of the workers, which keep logs in its .orchestrator/logs'))
    .action(async (run: string, flags: ReportFlags) => {
      const { writeReport } = await import('./write-report.ts');
      setExitCode(await writeReport(run, flags));
    });
