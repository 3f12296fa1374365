import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { Metrics } from '../../src/monitoring/metrics.ts';
import { watchProcess } from '../../src/monitoring/process-metrics.ts';
import { root, textOf } from './compose.ts';
import { findTool } from './tool.ts';

const promtool = findTool('promtool');
const alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.object({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.object({ summary: z.string(), runbook: z.string() }),
});
const [group] = z
  .object({ groups: z.tuple([z.object({ rules: z.array(alert) })]) })
  .parse(parse(textOf('deploy/prometheus/rules.yml'))).groups;
const dashboard = z
  .object({ panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })) })
  .parse(JSON.parse(textOf('deploy/grafana/dashboards/orchestrator.json')));

/** Ours by name; those of the SDK as a worker that had failing runs, large payloads and a lost server exported them. */
async function exported(): Promise<Set<string>> {
  const metrics = new Metrics({ maxAgents: 1, taskQueue: 'q', version: '0' });
  metrics.watchPools({});
  watchProcess(metrics.registry).close();
  const ours = await metrics.registry.getMetricsAsJSON();
  return new Set([...ours.map(({ name }) => name), ...OF_THE_SDK, 'up', 'ALERTS']);
}
const OF_THE_SDK = [
  'temporal_long_request_failure_total',
  'temporal_request_failure_total',
  'temporal_workflow_canceled_total',
  'temporal_workflow_completed_total',
  'temporal_workflow_failed_total',
  'temporal_workflow_task_schedule_to_start_latency_seconds',
];

const metricsIn = (expression: string): string[] =>
  [...expression.matchAll(/\b(?:up|ALERTS|(?:orchestrator|temporal|process)_\w+)\b/g)]
    .map(([name]) => name.replace(/_bucket$/, ''))
    .filter((name) => name !== 'orchestrator');

describe.skipIf(promtool === undefined)('promtool', () => {
  test('takes the configuration and the rules', () => {
    const checked = promtool!(['check', 'config', join(root, 'deploy/prometheus/prometheus.yml')]);
    expect(checked).toMatchObject({ status: 0 });
    expect(checked.text).toContain(`${group.rules.length} rules found`);
  });

  test('sees each alert fire on what it is for, and on nothing else', () => {
    const checked = promtool!(['test', 'rules', join(root, 'deploy/prometheus/rules.test.yml')]);
    expect(checked.text).toContain('SUCCESS');
    expect(checked.status).toBe(0);
  });
});

test('each alert has a test in which it fires', () => {
  const tested = textOf('deploy/prometheus/rules.test.yml')
    .split(/alertname: /)
    .slice(1);
  for (const { alert: name } of group.rules)
    expect(
      tested.some((each) => each.startsWith(`${name}\n`) && each.includes('exp_labels')),
      name,
    ).toBe(true);
});

test('alerts and panels look at metrics that there are', async () => {
  const known = await exported();
  const expressions = [
    ...group.rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  for (const expression of expressions) {
    expect(metricsIn(expression).length, expression).toBeGreaterThan(0);
    for (const name of metricsIn(expression)) expect(known, expression).toContain(name);
  }
});

test.skipIf(promtool === undefined)('what panels ask is PromQL', () => {
  const rules = dashboard.panels.flatMap(({ targets }, panel) =>
    targets.map(({ expr }, index) => ({
      record: `panel:${panel}:${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    })),
  );
  expect(rules.length).toBeGreaterThan(20);
  const folder = mkdtempSync(join(tmpdir(), 'panels-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'panels.yml');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
  const checked = promtool!(['check', 'rules', file]);
  expect(checked.text).toContain(`SUCCESS: ${rules.length} rules found`);
});

test('each alert leads to a heading of docs/operations.md', () => {
  const headings = [...textOf('docs/operations.md').matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const { annotations } of group.rules) {
    const [page, anchor] = annotations.runbook.split('#');
    expect(page).toBe('docs/operations.md');
    expect(headings).toContain(anchor);
  }
});
