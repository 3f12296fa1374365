export interface ModuleName {
  /** For each part of the path, the names it may have: as written, then in kebab-case. */
  readonly parts: readonly (readonly string[])[];
  readonly extensions: readonly string[];
  /** The files looked for, as a reader would write them. */
  readonly candidates: readonly string[];
  /** Writes other parts the way this name was written. */
  write(parts: readonly string[]): string;
}

/** Reads `src.agents.image_refresh` and `./agents/image-refresh.ts`, and nothing that could be anything else. */
export function parseModuleName(module: unknown): ModuleName | { readonly problem: string } {
  if (typeof module !== 'string' || module === '' || module.length > 300) {
    return { problem: 'a module is a text of 1 to 300 characters' };
  }
  const isPath = module.includes('/');
  const text = module.startsWith('./') ? module.slice(2) : module;
  const written = isPath ? text.split('/') : text.split('.');
  const extension = takeExtension(written, isPath);
  const isPart = (part: string) => (isPath ? PATH_PART : NAME_PART).test(part) && !NOT_AGENTS.test(part);
  if (!written.every(isPart)) {
    return {
      problem:
        "it is not a module's name, which is dotted (src.agents.refresh) or a path that does not lead out of the agents' root " +
        '(./agents/refresh.ts)',
    };
  }
  const extensions = extension === undefined ? EXTENSIONS : [extension];
  const parts = written.map((part) => [...new Set([part, kebabCase(part)])]);
  const ending = extensions.length === 1 ? extensions[0] : `.{${EXTENSIONS.map((each) => each.slice(1)).join(',')}}`;
  const whole = [written.join('/'), parts.map((names) => names.at(-1)).join('/')];
  return {
    parts,
    extensions,
    candidates: [...new Set(whole)].map((stem) => stem + ending),
    write: (others) => (isPath ? `./${others.join('/')}${extension ?? ''}` : others.join('.')),
  };
}

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs'];

// One underscore may lead (a private module), two may not: `__proto__` and its like are nobody's file.
const NAME_PART = /^_?[A-Za-z0-9][A-Za-z0-9_-]*$/;
const PATH_PART = /^_?[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;

// Packages, and the types of what is elsewhere.
const NOT_AGENTS = /^node_modules$|\.d$/;

function takeExtension(parts: string[], isPath: boolean): string | undefined {
  const last = parts.at(-1)!;
  if (isPath) {
    const extension = EXTENSIONS.find((ending) => last.endsWith(ending));
    if (extension !== undefined) parts[parts.length - 1] = last.slice(0, -extension.length);
    return extension;
  }
  if (parts.length < 2 || !EXTENSIONS.includes(`.${last}`)) return undefined;
  parts.pop();
  return `.${last}`;
}

function kebabCase(part: string): string {
  return part
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .replace(/^-/, '_')
    .toLowerCase();
}
