// @ts-check
/**
 * @typedef {object} Scenario
 * @property {Partial<import('../create-topology.js').TopologyOptions>} topology
 * @property {(topology: import('../topology.js').Topology, onProgress: (line: string) => void, args: readonly string[]) => Promise<void>} play
 */

/**
 * @param {readonly string[]} args
 * @param {number} index
 * @param {number} fallback
 */
export function numberIn(args, index, fallback) {
  const written = args[index];
  if (written === undefined) return fallback;
  if (!/^[1-9]\d*$/.test(written)) throw new Error(`"${written}" is no whole number above 0`);
  return Number(written);
}

/** Says the first of them. @param {readonly string[]} problems */
export function refuse(problems) {
  if (problems.length > 0) throw new Error(`${problems.length} problems:\n${problems.slice(0, 20).join('\n')}`);
}
