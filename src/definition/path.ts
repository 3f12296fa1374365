/** From the top of a file to something in it. */
export type Path = readonly (string | number)[];

/** `phases[1].agents[0].class`; a key that is no plain word is quoted: `config["a b"]`. */
export function formatPath(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === 'number') return `[${segment}]`;
      if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(segment)) return `[${JSON.stringify(segment)}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join('');
}
