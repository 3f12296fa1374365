import { Argument, type Command } from 'commander';
import { command } from './options.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export const completion = (): Command =>
  command('completion', 'Print a script that has a shell complete commands, options, runs, schedules and phases.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .addHelpText('after', USE)
    .action(async (shell: (typeof shells)[number], { json }: { readonly json?: boolean }) => {
      const [{ readFile }, { printJson }] = await Promise.all([
        import('node:fs/promises'),
        import('./report-error.ts'),
      ]);
      const script = await readFile(new URL(`../../templates/completion/${shell}`, import.meta.url), 'utf8');
      if (json) printJson({ shell, script });
      else process.stdout.write(script);
    });

const USE = `
bash: add to ~/.bashrc                      source <(orchestrator completion bash)
zsh:  add to ~/.zshrc, below compinit       source <(orchestrator completion zsh)
fish: orchestrator completion fish >~/.config/fish/completions/orchestrator.fish

Example:
  orchestrator completion bash
`;
