import { cutToWidth, textWidth } from '../text-width.ts';
import { oneLine } from '../one-line.ts';
import { sayItems, sayState, sayWork } from '../say-node.ts';
import type { ShownNode } from '../shown-graph.ts';

export const NAME_SIZE = 13;
export const TEXT_SIZE = 11;
const WIDEST_TEXT = 220;
const NARROWEST = 120;
export const PADDING = 12;
export const LINE = 16;
const MARK = 24;

/** What a phase's box says, cut to its width, and how large it is. */
export interface NodeBox {
  readonly name: string;
  readonly lines: readonly {
    readonly kind: 'state' | 'work' | 'rule';
    readonly label?: string;
    readonly text: string;
  }[];
  readonly width: number;
  readonly height: number;
  /** Where texts begin. */
  readonly indent: number;
}

export function nodeBox(node: ShownNode): NodeBox {
  const state = sayState(node);
  const indent = PADDING + (state === undefined ? 0 : MARK);
  const lines = [
    { kind: 'work' as const, text: sayWork(node) },
    ...(state === undefined ? [] : [{ kind: 'state' as const, text: state }]),
    ...(node.if === undefined ? [] : [{ kind: 'rule' as const, label: 'if', text: oneLine(node.if) }]),
    ...(node.approval === undefined ? [] : [{ kind: 'rule' as const, label: 'ask', text: oneLine(node.approval) }]),
    ...itemLines(node),
  ].map((line) => {
    const label = 'label' in line ? textWidth(`${line.label} `, TEXT_SIZE, true) : 0;
    const text = cutToWidth(line.text, WIDEST_TEXT - label, TEXT_SIZE);
    return { ...line, text, width: label + textWidth(text, TEXT_SIZE) };
  });
  const name = cutToWidth(node.name, WIDEST_TEXT, NAME_SIZE, true);
  const widest = Math.max(textWidth(name, NAME_SIZE, true), ...lines.map(({ width }) => width));
  return {
    name,
    lines,
    width: Math.ceil(Math.max(NARROWEST, indent + widest + PADDING)),
    height: 2 * 10 + LINE * (1 + lines.length),
    indent,
  };
}

/** One agent alone is told of in the line above. */
function itemLines({ agents, for_each: items = {} }: ShownNode): NodeBox['lines'] {
  const entries = agents.length > 1 ? Object.entries(items) : [];
  const [first, ...more] = entries;
  if (!first) return [];
  const text = `${first[0]} ${sayItems(first[1])}${more.length > 0 ? `, and ${more.length} more` : ''}`;
  return [{ kind: 'rule', label: '×', text }];
}
