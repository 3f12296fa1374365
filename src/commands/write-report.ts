import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { logSources } from '../logs/kept-logs.ts';
import { collectReport } from '../report/collect-report.ts';
import { renderReport } from '../report/render-report.ts';
import { EXIT } from './exit-code.ts';
import type { ReportFlags } from './report.ts';
import { onRun } from './run-command.ts';
import { writeOutput } from './write-output.ts';

const PAGE = new URL('../report/page.html', import.meta.url);

/** `orchestrator report`: the name of the file is all that stands on stdout. */
export async function writeReport(run: string, { output, root, ...flags }: ReportFlags): Promise<number> {
  const { file, html } = await onRun(run, flags, async (session, workflowId) => {
    const { document, status } = await collectReport(session.client, workflowId, {
      url: (runId) => session.urlOf(workflowId, runId),
      logs: logSources(resolve(root), session.payloads.logs),
    });
    return {
      file: output ?? `report-${fileName(workflowId)}.html`,
      html: renderReport(await readFile(PAGE, 'utf8'), document, status),
    };
  });
  await writeOutput(file, html, flags);
  if (!flags.json) process.stdout.write(`${file}\n`);
  return EXIT.success;
}

/** A Workflow ID may be any text. */
const fileName = (workflowId: string): string => workflowId.replaceAll(/[^\w.-]+/g, '_').slice(0, 120);
