/**
 * What it costs to read, check and resolve a definition of 100, 1,000 and 10,000 phases in a chain, with two agents each, and
 * to make its graph: processor seconds without the start of Node, peak memory, and by which power the cost grows from one
 * size to the next (1 is linear). Each size has a process of its own.
 *
 *     npm run build && node bench/definition.js [expressions]
 *
 * With `expressions` every phase also has an `if` about a phase far above it, and an agent with an input.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dependencyGraph } from '../dist/definition/graph.js';
import { loadDefinition } from '../dist/definition/load.js';

const [kind, file] = process.argv.slice(2);
if (kind === 'measure') measure(file);
else compare(kind === 'expressions');

function measure(path) {
  const start = process.cpuUsage();
  const { definition, problems } = loadDefinition(path, { environment: {} });
  if (!definition) throw new Error(JSON.stringify(problems[0]));
  dependencyGraph(definition);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  process.stdout.write(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
}

function compare(withExpressions) {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-bench-'));
  let before;
  for (const phases of [100, 1_000, 10_000]) {
    const path = join(folder, `${phases}.yaml`);
    const text = definitionOf(phases, withExpressions);
    writeFileSync(path, text);
    const runs = Array.from({ length: 5 }, () =>
      JSON.parse(execFileSync(process.execPath, [import.meta.filename, 'measure', path], { encoding: 'utf8' })),
    );
    const { seconds, megabytes } = runs.toSorted((a, b) => a.seconds - b.seconds)[2];
    const exponent = before === undefined ? '' : `, exponent ${Math.log10(seconds / before).toFixed(2)}`;
    before = seconds;
    const size = `${(text.length / 1e6).toFixed(2)} MB`;
    console.log(`${phases} phases (${size}): ${seconds.toFixed(3)} s, ${megabytes.toFixed(0)} MB${exponent}`);
  }
  rmSync(folder, { recursive: true });
}

function definitionOf(phases, withExpressions) {
  const lines = ['phases:'];
  for (let index = 0; index < phases; index++) {
    lines.push(`  - name: phase_${index}`, '    parallel: true');
    if (index > 0) lines.push(`    depends_on: [phase_${index - 1}]`);
    if (index > 0 && withExpressions) lines.push(`    if: phases.phase_${index >> 1}.status == "success"`);
    lines.push('    agents:');
    for (const name of ['First', 'Second']) {
      lines.push(`      - module: src.agents.${name.toLowerCase()}_agent`, `        class: ${name}Agent`);
    }
    if (withExpressions) lines.push(`        with: { run: "\${{ run.id }}" }`);
  }
  return lines.join('\n') + '\n';
}
