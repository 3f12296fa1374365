import { Argument, Command } from 'commander';

const shells = ['bash', 'zsh', 'fish'] as const;

export const completion = (): Command =>
  new Command('completion')
    .description('Print a script that has a shell complete commands, options, runs, schedules and phases.')
    .addArgument(new Argument('<SHELL>', 'the shell').choices(shells))
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText('after', USE)
    .action(async (shell: (typeof shells)[number]) => {
      const { readFile } = await import('node:fs/promises');
      process.stdout.write(await readFile(new URL(`../../templates/completion/${shell}`, import.meta.url), 'utf8'));
    });

const USE = `
bash: add to ~/.bashrc                      source <(orchestrator completion bash)
zsh:  add to ~/.zshrc, below compinit       source <(orchestrator completion zsh)
fish: orchestrator completion fish >~/.config/fish/completions/orchestrator.fish

Example:
  orchestrator completion bash
`;
