import { describe, expect, it } from 'vitest';
import card from '../../docs/accuracy.json';
import { type Card, columnOf, type Table } from '../src/app/accuracy/card';
import { german } from '../src/app/accuracy/german';
import { inGerman, pattern } from '../src/app/accuracy/told';

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

/** Names: of clips, heads and sets, and of the figures in the files of a peer. */
const NAMES =
  /^(d#|s#|mesh#|ibug#|LeePerrySmith|james|Headway|mediapipe #|(sets|direction|distance|robustness): .*)$/;

describe('the card in German', () => {
  const { sections } = card as unknown as Card;
  const tables = sections.flatMap((section) => section.tables);
  const texts = [
    ...sections.flatMap(({ title, summary }) => [title, summary]),
    ...tables.flatMap(({ title, note, columns, rows }) => [title, note, ...columns, ...rows.flat()]),
  ].filter((text): text is string => typeof text === 'string' && /[a-z]/i.test(text));

  it('has every sentence of the card, with all its numbers', () => {
    const missing = texts.filter((text) => inGerman(text, german) === null && !NAMES.test(pattern(text)));
    expect([...new Set(missing)]).toEqual([]);
    const gaps = (text: string) => text.split('#').length;
    for (const [english, words] of Object.entries(german))
      expect([words, gaps(words)]).toEqual([words, gaps(english)]);
  });

  it('has none that the card has no longer', () => {
    const used = new Set(texts.map(pattern));
    expect(Object.keys(german).filter((english) => !used.has(english))).toEqual([]);
  });

  it('writes numbers with a comma, and versions as they are', () => {
    const known = { 'mean error #° of mediapipe #': 'mittlerer Fehler #° von mediapipe #' };
    expect(inGerman('mean error 3.09° of mediapipe 0.10.21', known)).toBe(
      'mittlerer Fehler 3,09° von mediapipe 0.10.21',
    );
    expect(inGerman('something new', known)).toBeNull();
  });
});
