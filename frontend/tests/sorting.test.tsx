// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import { SortHeading } from '../src/app/parts/SortHeading';
import { query } from '../src/app/router';
import { sorted, sortingOf, turned, useSorting } from '../src/app/sorting';

const COLUMNS = ['name', 'share'] as const;
const rows = [
  { name: 'Zoë', share: 0.5 },
  { name: 'person 10', share: null },
  { name: 'person 9', share: 0.9 },
  { name: 'Ada', share: 0.5 },
];
const VALUES = {
  name: (row: (typeof rows)[number]) => row.name,
  share: (row: (typeof rows)[number]) => row.share,
};
const names = (by: 'name' | 'share', down = false) =>
  sorted(rows, { by, down }, VALUES).map(({ name }) => name);

it('sorts by a column, either way, and reads numbers in names as numbers', () => {
  expect(names('name')).toEqual(['Ada', 'person 9', 'person 10', 'Zoë']);
  expect(names('name', true)).toEqual(['Zoë', 'person 10', 'person 9', 'Ada']);
});

it('leaves equal rows as they were, and puts those without a value last', () => {
  expect(names('share')).toEqual(['Zoë', 'Ada', 'person 9', 'person 10']);
  expect(names('share', true)).toEqual(['person 9', 'Zoë', 'Ada', 'person 10']);
});

it('is read from the address, and anything else is as usual', () => {
  expect(sortingOf('-share', COLUMNS, 'name')).toEqual({ by: 'share', down: true });
  expect(sortingOf('shoe size', COLUMNS, 'name')).toEqual({ by: 'name', down: false });
  expect(sortingOf(null, COLUMNS, 'name')).toEqual({ by: 'name', down: false });
});

it('turns round when a heading is pressed again', () => {
  const once = turned({ by: 'name', down: false }, 'share');
  expect(
    [once, turned(once, 'share'), turned(turned(once, 'share'), 'share')].map(({ down }) => down),
  ).toEqual([false, true, false]);
});

function Table() {
  const order = useSorting('sort', COLUMNS, 'name');
  return (
    <tr>
      {COLUMNS.map((by) => (
        <SortHeading key={by} by={by} {...order}>
          {by}
        </SortHeading>
      ))}
    </tr>
  );
}

it('is told by the heading, and kept in the address', () => {
  const root = document.createElement('table');
  act(() => render(<Table />, root));
  const states = () => [...root.querySelectorAll('th')].map((th) => th.getAttribute('aria-sort'));
  const press = (n: number) => act(() => root.querySelectorAll('button')[n]?.click());
  expect(states()).toEqual(['ascending', null]);
  press(1);
  expect([states(), query.value]).toEqual([[null, 'ascending'], '?sort=share']);
  press(1);
  expect([states(), query.value]).toEqual([[null, 'descending'], '?sort=-share']);
  press(0);
  expect([states(), query.value]).toEqual([['ascending', null], '']);
});
