import { describe, expect, it } from 'vitest';
import { columnOf, type Table } from '../src/app/accuracy/card';

const table: Table = {
  title: 'Errors',
  columns: ['set', 'pictures', 'yaw, degrees', 'found, %', 'moved', 'mixed'],
  rows: [
    ['a', 500, 3.406, 99.8, -0.001, '3 of 9'],
    ['b', 27, 12, 100, -1.5, 4],
    ['c', 3, null, 67.25, 0.25, null],
  ],
  note: '',
};

const written = (index: number) => table.rows.map((row) => columnOf(table, index).write(row[index] ?? null));

describe('a column of the accuracy card', () => {
  it('has as many decimals as its numbers are worth', () => {
    expect(written(1)).toEqual(['500', '27', '3']);
    expect(written(2)).toEqual(['3.41', '12.00', '–']);
    expect(written(3)).toEqual(['99.8', '100.0', '67.3']);
    expect(written(4)).toEqual(['0.00', '−1.50', '0.25']);
  });

  it('is one of numbers only when all of it are', () => {
    expect(table.columns.map((_, index) => columnOf(table, index).isNumber)).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
