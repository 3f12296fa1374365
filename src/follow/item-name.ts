import type { ItemResult } from '../workflows/run-result.ts';

/** `#4 A1`: an item by its position and what it is. */
export function itemName({ index, item }: Pick<ItemResult, 'index' | 'item'>): string {
  const text = typeof item === 'string' ? item : JSON.stringify(item);
  return `#${index} ${text.replace(/\s+/g, ' ')}`;
}
