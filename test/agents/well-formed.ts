/** What keeps a text from being well-formed XML, or null. Knows elements, attributes, text and entities: enough for a chart. */
export function xmlProblem(text: string): string | null {
  const token = /<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|[^<>]+/y;
  const open: string[] = [];
  let roots = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) return `not understood: ${text.slice(at, at + 60)}`;
    const [all, closing, opening, attributes = '', empty] = match;
    if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(all)) return `a stray & in ${all.slice(0, 60)}`;
    if (closing !== undefined && open.pop() !== closing) return `</${closing}> closes nothing`;
    if (opening === undefined) continue;
    const names = [...attributes.matchAll(/\s([\w:-]+)=/g)].map(([, name]) => name);
    if (new Set(names).size < names.length) return `an attribute is given twice: ${all}`;
    if (open.length === 0) roots += 1;
    if (empty === '') open.push(opening);
  }
  if (open.length > 0) return `not closed: ${open.join(' ')}`;
  return roots === 1 ? null : `${roots} roots`;
}
