/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What YAML, references and CEL give a meaning to. */
// prettier-ignore
const PIECES = [
  '&a ', '*a', '<<: *a', '<<: ', '!', '!!str ', '!x ', '|', '>-', '|2\n', '? ', ': ', '- ', '---\n', '...\n',
  '%YAML 1.1\n', '{', '}', '[', ']', ',', "'", '"', '#', '\\', '\\u0000', '@', '`', '~', 'null', 'true', 'yes',
  '.nan', '.inf', '-1', '1e99', '0x1F', '${', '${{', '}}', '${{ 1 }}', '${SET}', '${UNSET}', '${A:-b}',
  '${secret:T}', '$${', '${{ inputs.x }}', '${{ item }}', '${{ phases.a.outputs.b }}', '\t', '\r\n', '\r', '\n',
  '\n\n', '  ', '\u0000', '\u0007', '\u00a0', '\u2028', '\ufeff', '🚦', 'ä', 'a\u0301', '\u200b', '__proto__',
  'constructor', 'x-a: 1', 'phases:', 'agents:', 'workflow: ./workflow.yaml', 'if: ', 'for_each: ', 'with: ',
  'config_key: ', '99999999999999999999', '365d', '0s', '5 parsecs', 'a'.repeat(70), '['.repeat(70), '(', ')', '&&',
  '==', '.exists(x, x)', 'matches("(a+)+$")',
];

/** A text with a few faults in it, as a hand or a broken tool would make them. */
export function mutate(text: string, random: () => number, tokens: readonly string[]): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let mutated = text;
  for (let count = 1 + Math.floor(random() ** 4 * 6); count > 0; count--) {
    const at = Math.floor(random() * (mutated.length + 1));
    const length = Math.floor(random() ** 3 * 60);
    const [before, slice, after] = [mutated.slice(0, at), mutated.slice(at, at + length), mutated.slice(at + length)];
    switch (Math.floor(random() * 8)) {
      case 0:
        mutated = before + after;
        break;
      case 1:
        mutated = before + slice + slice + after;
        break;
      case 2:
        mutated = before + pick(PIECES) + slice + after;
        break;
      case 3:
        mutated = before + pick(PIECES) + after;
        break;
      case 4:
        mutated = before;
        break;
      case 5: {
        const other = Math.floor(random() * mutated.length);
        mutated = before + mutated.slice(other, other + length) + slice + after;
        break;
      }
      default: {
        const words = mutated.split(/([\w.-]+)/);
        const word = Math.floor(random() * words.length) | 1;
        if (word < words.length) words[word] = pick(random() < 0.5 ? tokens : words);
        mutated = words.join('');
      }
    }
  }
  return mutated;
}
