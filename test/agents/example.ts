import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type AgentContext, type JsonObject } from 'orchestrator/agent';
import { parse } from 'yaml';
import { z } from 'zod';
import { testContext, type Recorded } from './context.ts';

const values = z.record(z.string(), z.json());

const workflow = z.object({
  phases: z.array(
    z.object({
      name: z.string(),
      agents: z.array(
        z.object({ module: z.string(), class: z.string(), config_key: z.string(), with: values.optional() }),
      ),
    }),
  ),
});

const agentClass = z.custom<{ new (): Agent; configSchema: z.ZodType<JsonObject> }>(
  (value) => typeof value === 'function' && value.prototype instanceof Agent,
);

export interface ExampleAgent {
  readonly name: string;
  readonly configKey: string;
  run(signal?: AbortSignal): Promise<{ output: unknown; recorded: Recorded }>;
}

/** A new folder for what a test writes. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'air-traffic-'));
}

/** The agents of config/workflow.yaml in their order, with what they write sent to `folder` in place of output/. */
export async function exampleAgents(folder: string): Promise<ExampleAgent[]> {
  const { phases } = workflow.parse(parse(await readFile('config/workflow.yaml', 'utf8')));
  const sections = z
    .record(z.string(), values)
    .parse(
      parse(await readFile('config/agents.yaml', 'utf8'), (_, value: unknown) =>
        typeof value === 'string' && value.startsWith('output/') ? join(folder, value.slice('output/'.length)) : value,
      ),
    );
  const agents = phases.flatMap((phase) => phase.agents);
  return Promise.all(
    agents.map(async (agent): Promise<ExampleAgent> => {
      const path = agent.module.replaceAll('.', '/').replaceAll('_', '-');
      const module: Record<string, unknown> = await import(join(process.cwd(), `${path}.ts`));
      const Class = agentClass.parse(module[agent.class]);
      const config = Class.configSchema.parse(sections[agent.config_key]);
      return {
        name: agent.class,
        configKey: agent.config_key,
        async run(signal) {
          const context: AgentContext & { recorded: Recorded } = testContext({
            config,
            input: agent.with ?? {},
            ...(signal ? { signal } : {}),
          });
          return { output: await new Class().run(context), recorded: context.recorded };
        },
      };
    }),
  );
}
