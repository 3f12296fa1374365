import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { accidents } from '../analytics/accident-detection-agent.ts';
import { readJson, readResult, writeText } from '../data-files.ts';
import { reportPage } from './report-page.ts';
import { summary } from './summary-agent.ts';

const configSchema = z.object({
  summary: z.string(),
  accidents: z.string(),
  charts: z.record(z.string(), z.string()), // by topic
  file: z.string(),
});
type Config = z.infer<typeof configSchema>;
type Input = { title?: string };

/** Puts the charts and the findings into one page that needs nothing else. */
export class HtmlReportAgent extends Agent<Config, unknown, Input> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config, Input>) {
    const { config, input } = context;
    const charts: Record<string, string> = {};
    for (const [topic, file] of Object.entries(config.charts)) charts[topic] = await readResult(file);
    const page = reportPage({
      title: input.title ?? 'Report',
      summary: await readJson(config.summary, summary),
      accidents: await readJson(config.accidents, accidents),
      charts,
    });
    context.signal.throwIfAborted();
    await writeText(config.file, page);
    context.log.info('report written', { file: config.file });
    return { file: config.file, charts: Object.keys(charts).length, bytes: Buffer.byteLength(page) };
  }
}
