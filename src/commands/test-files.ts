import { resolve } from 'node:path';
import { formatProblems } from '../definition/format-problems.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { findTestFiles } from '../testing/find-test-files.ts';
import { runAgents } from '../testing/run-agents.ts';
import { runTestFile, type FileReport } from '../testing/run-test-file.ts';
import { showFile, showSummary } from '../testing/show-report.ts';
import { EXIT } from './exit-code.ts';
import { printJson, UsageError } from './report-error.ts';
import type { TestFlags } from './test.ts';

/** `orchestrator test`: plays every case of every file. Gives the exit code. */
export async function testFiles(given: readonly string[], { filter, json, root }: TestFlags): Promise<number> {
  const beganAt = performance.now();
  const files = given.length > 0 ? [...new Set(given)] : findTestFiles(process.cwd());
  if (files.length === 0)
    throw new UsageError('there is no *.test.yaml under the current folder; docs/testing.md says how to write one');
  const realAgents = runAgents(resolve(root), environment);
  const style = styleOf(process.stdout, environment);
  const reports: FileReport[] = [];
  try {
    for (const file of files) {
      const report = await runTestFile(file, { environment, realAgents, ...withoutUndefined({ filter }) });
      reports.push(report);
      if (json) continue;
      process.stderr.write(formatProblems(report.problems, styleOf(process.stderr, environment).colors));
      if (report.cases.length > 0) process.stdout.write(`${showFile(report, style)}\n`);
    }
  } finally {
    await realAgents.close();
  }
  const cases = reports.flatMap((report) => report.cases);
  const isFaulty = reports.some(({ problems }) => problems.some(({ severity }) => severity === 'error'));
  const hasPassed = !isFaulty && cases.every(({ passed }) => passed);
  if (!isFaulty && cases.length === 0) throw new UsageError(`no case has "${filter}" in its name`);
  if (json) printJson({ passed: hasPassed, files: reports });
  if (!json && cases.length > 0)
    process.stdout.write(showSummary(reports, Math.round(performance.now() - beganAt), style));
  if (isFaulty) return EXIT.usage;
  return hasPassed ? EXIT.success : EXIT.failed;
}
