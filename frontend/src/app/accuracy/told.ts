import { useEffect, useState } from 'preact/hooks';
import { language } from '../../shared/words';

/** Sentences by their English, with `#` for every number. */
export type Known = Readonly<Record<string, string>>;

/** With its sign; also of a version, which has two points or more. */
const NUMBER = /(?:(?<=^|[\s(])-)?\d+(?:\.\d+)*/g;

export const pattern = (text: string): string => text.replace(NUMBER, '#');

/** A text of the card in German, its numbers too; null where nobody has written it yet. */
export function inGerman(text: string, known: Known): string | null {
  const sentence = known[pattern(text)];
  if (sentence === undefined) return null;
  const numbers = (text.match(NUMBER) ?? []).map(germanNumber);
  return sentence.replace(/#/g, () => numbers.shift() ?? '#');
}

const germanNumber = (number: string): string =>
  number.replace('-', '−').replace(/^(−?\d+)\.(\d+)$/, '$1,$2');

/** The viewer's words for the card, which is written in English; null until they are there. */
export function useKnown(): Known | null {
  const [known, setKnown] = useState<Known | null>(language === 'de' ? null : {});
  useEffect(() => {
    if (!known) void import('./german').then(({ german }) => setKnown(german));
  }, []);
  return known;
}
