import { Command } from 'commander';
import { agent } from './agent.ts';
import { approve } from './approve.ts';
import { codecServer } from './codec-server.ts';
import { compat } from './compat.ts';
import { completion } from './completion.ts';
import { deployment } from './deployment.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { graph } from './graph.ts';
import { init } from './init.ts';
import { keys } from './keys.ts';
import { list } from './list.ts';
import { logs } from './logs.ts';
import { pause } from './pause.ts';
import { plan } from './plan.ts';
import { reject } from './reject.ts';
import { report } from './report.ts';
import { rerun } from './rerun.ts';
import { result } from './result.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { schedule } from './schedule.ts';
import { schema } from './schema.ts';
import { shutdown } from './shutdown.ts';
import { status } from './status.ts';
import { terminate } from './terminate.ts';
import { test } from './test.ts';
import { validate } from './validate.ts';
import { wait } from './wait.ts';
import { watch } from './watch.ts';
import { worker } from './worker.ts';
import type { SetExitCode } from './set-exit-code.ts';

/**
 * All commands. Their files hold little more than their options; each loads what it needs when it is called, so that `validate`
 * and `--version` do not pay for Temporal.
 */
export function program(version: string, setExitCode: SetExitCode): Command {
  const root = new Command('orchestrator')
    .description('Runs phases of agents from one workflow.yaml, durably, on Temporal.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .addHelpText('after', EXAMPLES);
  for (const build of [
    run,
    dev,
    worker,
    validate,
    test,
    plan,
    init,
    doctor,
    schema,
    graph,
    list,
    status,
    watch,
    wait,
    logs,
    result,
    approve,
    reject,
    pause,
    resume,
    shutdown,
    terminate,
    rerun,
    report,
    schedule,
    compat,
    deployment,
    keys,
    codecServer,
    agent,
    completion,
  ])
    root.addCommand(build(setExitCode));
  for (const each of withSubcommands(root)) each.exitOverride();
  return root;
}

const withSubcommands = (command: Command): Command[] => [command, ...command.commands.flatMap(withSubcommands)];

const EXAMPLES = `
Examples:
  orchestrator run --dev                    run config/workflow.yaml, with a Temporal server and a worker of its own
  orchestrator dev                          keep server, worker and Web UI running
  orchestrator run -f flights.yaml          run on the server that is configured or running
  orchestrator status @last                 the run that was started last
  orchestrator approve @last publish        let a phase go on that waits for an approval
  orchestrator rerun @last                  run again what had not succeeded
`;
