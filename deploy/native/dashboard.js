// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const deploy = join(import.meta.dirname, '..');

/** What the panels of the dashboard ask, with the window that Grafana would put in. */
export function panelQueries() {
  const { panels } = JSON.parse(readFileSync(join(deploy, 'grafana', 'dashboards', 'orchestrator.json'), 'utf8'));
  return panels.flatMap((/** @type {{ title: string, targets: { expr: string }[] }} */ { title, targets }) =>
    targets.map(({ expr }) => ({ title, query: expr.replaceAll('$__rate_interval', '5m') })),
  );
}

/** The series of an hour that alerts look at, without the condition, which is not met while all is well. */
export function alertSelectors() {
  const { groups } = parse(readFileSync(join(deploy, 'prometheus', 'rules.yml'), 'utf8'));
  return groups[0].rules.flatMap((/** @type {{ alert: string, expr: string }} */ { alert, expr }) => {
    const selectors = expr.match(/\b(?:up|(?:orchestrator|temporal)_\w+)\b(?:\{[^}]*\})?(?!")/g) ?? [];
    const series = [...new Set(selectors)].map((selector) => `last_over_time(${selector}[1h])`);
    const queries = /\bor\b/.test(expr) ? [series.join(' or ')] : series;
    return queries.map((query) => ({ title: alert, query }));
  });
}

/**
 * Those that give nothing.
 *
 * @param {import('./prometheus.js').Prometheus} prometheus
 * @param {readonly { title: string, query: string }[]} queries
 */
export async function withoutData(prometheus, queries) {
  const empty = [];
  for (const { title, query } of queries)
    if ((await prometheus.query(query)).length === 0) empty.push(`${title}: ${query}`);
  return empty;
}
