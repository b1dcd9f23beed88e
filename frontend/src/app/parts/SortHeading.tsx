import type { ComponentChildren } from 'preact';
import type { Sorting } from '../sorting';

interface SortHeadingProps<By extends string> {
  readonly by: By;
  readonly sorting: Sorting<By>;
  readonly press: (by: By) => void;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** The heading of a column that sorts its table; pressed again, the other way round. */
export function SortHeading<By extends string>({
  by,
  sorting,
  press,
  children,
  ...rest
}: SortHeadingProps<By>) {
  const now = sorting.by === by;
  return (
    <th scope="col" aria-sort={now ? (sorting.down ? 'descending' : 'ascending') : undefined} {...rest}>
      <button type="button" class="sort-heading" onClick={() => press(by)}>
        {children}
        <span class="sort-arrow" aria-hidden="true">
          {now && sorting.down ? '▾' : '▴'}
        </span>
      </button>
    </th>
  );
}
