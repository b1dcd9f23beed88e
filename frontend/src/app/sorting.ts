import { locale } from '../shared/words';
import { look, query } from './router';

/** By which column a table is sorted, and whether the largest comes first. */
export interface Sorting<By extends string> {
  readonly by: By;
  readonly down: boolean;
}

type Value = string | number | null;

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });

/** As the query has it: `name`, or `-name` for the other way round; anything else is as usual. */
export function sortingOf<By extends string>(
  text: string | null,
  columns: readonly By[],
  usual: By,
): Sorting<By> {
  const by = columns.find((column) => column === text?.replace(/^-/, ''));
  return by ? { by, down: text?.startsWith('-') ?? false } : { by: usual, down: false };
}

/** The heading of a column was pressed. */
export const turned = <By extends string>(now: Sorting<By>, by: By): Sorting<By> => ({
  by,
  down: now.by === by && !now.down,
});

/** Rows without a value come last, either way; equal ones stay as they were. */
export function sorted<Row, By extends string>(
  rows: readonly Row[],
  { by, down }: Sorting<By>,
  valuesOf: Readonly<Record<By, (row: Row) => Value>>,
): Row[] {
  const value = valuesOf[by];
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return (down ? -1 : 1) * compared(one, other);
  });
}

const compared = (one: string | number, other: string | number): number =>
  typeof one === 'number' && typeof other === 'number'
    ? one - other
    : byName.compare(String(one), String(other));

/** The sorting that the address has under a name, and how to choose another. */
export function useSorting<By extends string>(name: string, columns: readonly By[], usual: By) {
  const sorting = sortingOf(new URLSearchParams(query.value).get(name), columns, usual);
  const set = ({ by, down }: Sorting<By>) =>
    look({ [name]: by === usual && !down ? null : `${down ? '-' : ''}${by}` });
  return { sorting, set, press: (by: By) => set(turned(sorting, by)) };
}
