import { describe, expect, it } from 'vitest';
import type { Translator, Catalogue } from '../src/shared/words';

/** Every catalogue that a module of the pages exports. */
const modules = import.meta.glob<Record<string, unknown>>('../src/**/{words,sentences}.ts', { eager: true });
const catalogues = Object.entries(modules).flatMap(([path, names]) =>
  Object.values(names).flatMap((value) => {
    const { catalogues: both } = Object(value) as Partial<Translator<Catalogue>>;
    return both ? [{ path: path.replace('../src/', ''), ...both }] : [];
  }),
);
/** Every file that makes a catalogue, so that none hides under another name. */
const sources = import.meta.glob<string>('../src/**/*.{ts,tsx}', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const makers = Object.entries(sources).filter(
  ([path, text]) => /\btranslator\(/.test(text) && !path.endsWith('shared/words.ts'),
);

/** The same in both languages: names, international words, and what is only made of gaps. */
const SAME = new Set([
  'Headway',
  'Pause',
  'AttenD: Kircher & Ahlström.', 'Live', 'Name', 'Person', 'Median', 'Code', 'E-Mail', 'Text', 'Start', 'Status', 'PDF', 'CSV', 'XLSX', 'JSON',
  'Parquet', 'PNG', 'Minute', 'Minuten', 'Test', 'Link', 'Interview', 'Video', 'OK',
]); // prettier-ignore
const gaps = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g))].sort();

it('finds the catalogues', () => {
  expect(makers.map(([path]) => path.replace('../src/', '')).sort()).toEqual(
    [...new Set(catalogues.map(({ path }) => path))].sort(),
  );
  expect(catalogues.length).toBeGreaterThan(2);
});

describe.each(catalogues)('the catalogue of $path', ({ english, german }) => {
  it('has the same names in both languages', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
  });

  it('fills the same gaps in both languages', () => {
    for (const [name, sentence] of Object.entries(english))
      expect([name, gaps(german[name] ?? '')]).toEqual([name, gaps(sentence)]);
  });

  it('is translated', () => {
    const left = Object.entries(english).filter(
      ([name, sentence]) =>
        german[name] === sentence &&
        !SAME.has(sentence) &&
        /\p{Letter}/u.test(sentence.replace(/\{\w+\}/g, '')),
    );
    expect(left).toEqual([]);
  });

  it('is empty in both languages or in neither', () => {
    for (const [name, sentence] of Object.entries(english))
      expect([name, (german[name] ?? '') === '']).toEqual([name, sentence === '']);
  });
});
