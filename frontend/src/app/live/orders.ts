import { STATES } from '../../shared/measures';
import { unixSeconds } from '../../shared/time';
import { sorted, type Sorting } from '../sorting';
import type { LivePerson } from '../types';
import { stateNow } from './LiveClass';

/** By what people can be sorted; the table has a heading for each but the last. */
export const ORDERS = ['name', 'state', 'for', 'attentiveness', 'connection', 'quality', 'joined'] as const;
export type Order = (typeof ORDERS)[number];

const VALUES: Readonly<Record<Order, (person: LivePerson) => string | number | null>> = {
  name: ({ name }) => name,
  state: (person) => STATES.indexOf(stateNow(person).state),
  for: ({ at, held_s }) => (at === null || held_s === null ? null : held_s - unixSeconds(at)),
  attentiveness: ({ attentiveness }) => attentiveness,
  connection: ({ connected }) => Number(connected),
  quality: ({ connected, quality }) => (connected ? quality : null),
  joined: ({ id }) => id,
};

/** Equal ones by their name. */
export const inOrder = (people: readonly LivePerson[], sorting: Sorting<Order>): LivePerson[] =>
  sorted(sorted(people, { by: 'name', down: false }, VALUES), sorting, VALUES);
