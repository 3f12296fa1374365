/** What a reader of a page does, in its order: writes a file, runs a command and compares what it prints. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly line: string; readonly fails: boolean; readonly output?: string };

/**
 * The examples of a page as steps. A block of a language whose first line is a comment with a path is that file; a block of `sh` is a
 * command, `sh fails` one that fails, and a block of `json` right behind it is what it prints.
 */
export function pageSteps(page: string): Step[] {
  const blocks = [...page.matchAll(/^```(\w*)(.*)\n([^]*?)^```$/gm)].map(([, language, info, text]) => ({
    language: language!,
    info: info!.trim(),
    text: text!,
  }));
  return blocks.flatMap(({ language, info, text }, index): Step[] => {
    if (language === 'sh') {
      const next = blocks[index + 1];
      const output = next?.language === 'json' ? { output: next.text } : {};
      return [{ kind: 'command', line: text.trim(), fails: info === 'fails', ...output }];
    }
    const [, path] = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(text) ?? [];
    if (path !== undefined) return [{ kind: 'file', path, text }];
    if (language === 'json') return [];
    throw new Error(`an example says neither which file it is nor what to run:\n${text}`);
  });
}
