import { expect, test } from 'vitest';
import { numberCell, parseCsv } from '../../src/agents/csv.ts';

test('rows are read by the names of the first line', () => {
  expect(parseCsv('a,b\n1,2\n3,4\n')).toEqual([
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ]);
});

test('a quoted cell may hold commas, line ends and doubled quotation marks', () => {
  expect(parseCsv('name,note\r\n"Smith, J","said ""no""\nand left"\r\n')).toEqual([
    { name: 'Smith, J', note: 'said "no"\nand left' },
  ]);
});

test('empty cells stay, also at the end of a line and without a last line end', () => {
  expect(parseCsv('a,b,c\n1,,\n,,3')).toEqual([
    { a: '1', b: '', c: '' },
    { a: '', b: '', c: '3' },
  ]);
});

test('a comma at the very end begins an empty cell, and a byte order mark is no part of a name', () => {
  expect(parseCsv('\uFEFFa,b\n1,')).toEqual([{ a: '1', b: '' }]);
});

test('a short row is filled up, and no text is no rows', () => {
  expect(parseCsv('a,b\n1\n')).toEqual([{ a: '1', b: '' }]);
  expect(parseCsv('')).toEqual([]);
});

test('a quotation mark that is not closed is said, with its line', () => {
  expect(() => parseCsv('a,b\n1,"2\n')).toThrow('Line 2 of the CSV text has a stray quotation mark');
});

test('an empty cell is not the number 0', () => {
  expect(numberCell.safeParse('').success).toBe(false);
  expect(numberCell.safeParse('n/a').success).toBe(false);
  expect(numberCell.parse(' -1.5 ')).toBe(-1.5);
});
