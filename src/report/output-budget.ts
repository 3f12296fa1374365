import type { Json } from '../definition/json.ts';

/** Characters of JSON: of one output, and of all outputs in a page. A browser opens a page of this size at once. */
const LARGEST = 128 * 1024;
const ALL = 24 * 1024 * 1024;

/** Lets outputs into a page as long as there is room. */
export class OutputBudget {
  #left = ALL;

  take(output: Json | undefined): { readonly output?: Json; readonly output_bytes?: number } {
    if (output === undefined) return {};
    const size = JSON.stringify(output).length;
    if (size > LARGEST || size > this.#left) return { output_bytes: size };
    this.#left -= size;
    return { output };
  }
}
