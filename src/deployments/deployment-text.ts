import type { DeploymentDocument, VersionDocument } from './describe-deployment.ts';

/** A deployment, a line for each version, and below it what becomes of its workers. */
export function deploymentText(document: DeploymentDocument): string {
  const { deployment, current, ramping, ramp_percent: percent, versions } = document;
  const takes = current === null ? 'workers of no version take up new runs' : `build id ${current} takes up new runs`;
  const ramp = percent === 0 ? '' : `, ${ramping ?? 'workers of no version'} ${percent} % of them`;
  const rows = versions.map((version) => [
    version.build_id,
    version.status,
    plural(version.workers, 'worker'),
    `${plural(version.pinned_runs + version.auto_upgrade_runs, 'run')}, ${version.pinned_runs} pinned`,
    safety(version),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  return `${deployment}: ${takes}${ramp}\n${lines.join('')}`;
}

const safety = ({ safe_to_stop: safe, reason }: VersionDocument): string =>
  `${safe ? 'safe to stop' : 'keep its workers'}: ${reason}`;

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
