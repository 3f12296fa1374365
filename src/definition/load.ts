import { DefinitionLoader, type Loaded, type LoadOptions } from './definition-loader.ts';

export type { Loaded, LoadOptions } from './definition-loader.ts';

/** Reads, checks and resolves a workflow definition. Never throws for what is in the files: every problem is in `problems`. */
export function loadDefinition(file: string, options: LoadOptions): Loaded {
  const loader = new DefinitionLoader(options);
  const loaded = loader.load(file);
  return { ...loaded, problems: loader.problems() };
}
