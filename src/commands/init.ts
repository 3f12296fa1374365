import type { Command } from 'commander';
import { command } from './options.ts';

interface InitFlags {
  readonly force?: boolean;
  readonly package?: string;
  readonly json?: boolean;
}

export const init = (): Command =>
  command('init', 'Make a new project that runs: a workflow of two phases, two agents in TypeScript, and their tests.')
    .argument('<DIR>', 'the folder of the project')
    .option('--force', 'also into a folder that is not empty; what is there is never overwritten')
    .option(
      '--package <spec>',
      'what package.json asks npm for as this package (default: what this one was installed from)',
    )
    .addHelpText('after', '\nExample:\n  orchestrator init my-project\n')
    .action(async (folder: string, { force = false, package: packageSpec, json }: InitFlags) => {
      const [{ initProject }, { printJson }] = await Promise.all([
        import('../init/init-project.ts'),
        import('./report-error.ts'),
      ]);
      const report = initProject(folder, { force, packageSpec });
      if (json) return printJson(report);
      const go = report.folder === process.cwd() ? '' : `cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder} && `;
      const lines = [
        ...report.created.map((file) => `  + ${file}`),
        ...report.kept.map((file) => `  = ${file} was there and is left as it is`),
        '',
        `Next: ${go}npm install && npm start`,
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
