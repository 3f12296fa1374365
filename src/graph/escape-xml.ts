import { oneLine } from './one-line.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Free text as it may stand in an element or an attribute, of XML and of HTML. */
export const escapeXml = (text: string): string => oneLine(text).replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark]!);
