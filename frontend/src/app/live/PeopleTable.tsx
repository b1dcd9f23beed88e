import type { ReadonlySignal, Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { degrees } from '../../shared/numbers';
import { Attentiveness } from '../parts/Attentiveness';
import { SortHeading } from '../parts/SortHeading';
import type { Sorting } from '../sorting';
import type { LivePerson } from '../types';
import { t } from '../words';
import { type LiveClass, stateNow } from './LiveClass';
import type { Order } from './orders';
import { STILL, useShown, whileShown } from './shown';
import { Quality } from './Quality';
import { RemovePerson } from './RemovePerson';
import { tLive } from './words';
import { ConnectionLine, Held, PersonHead, StateWords } from './PersonCard';

interface PeopleTableProps {
  readonly live: LiveClass;
  readonly ids: readonly number[];
  readonly explain: (participant: number) => void;
  readonly order: { readonly sorting: Sorting<Order>; readonly press: (by: Order) => void };
}

const COLUMNS = [
  'person',
  'state',
  'for',
  'attentiveness',
  'pose',
  'connection',
  'quality',
  'remove',
] as const;
type Column = (typeof COLUMNS)[number];

/** What sorts by a column, where something does. */
function orderOf(column: Column): Order | null {
  if (column === 'person') return 'name';
  return column === 'pose' || column === 'remove' ? null : column;
}

function heading(column: Column) {
  if (column === 'remove') return <span class="visually-hidden">{tLive('remove.open')}</span>;
  return column === 'quality' ? tLive('quality.column') : t(`live.column.${column}`);
}

export function PeopleTable({ live, ids, explain, order }: PeopleTableProps) {
  return (
    <div class="card table-scroll">
      <table class="people-table">
        <thead>
          <tr>
            {COLUMNS.map((column) => {
              const by = orderOf(column);
              return by ? (
                <SortHeading key={column} by={by} class={`column-${column}`} {...order}>
                  {heading(column)}
                </SortHeading>
              ) : (
                <th key={column} scope="col" class={`column-${column}`}>
                  {heading(column)}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {ids.map((id) => (
            <PersonRow
              key={id}
              person={live.person(id)}
              now={live.now}
              explain={explain}
              removed={live.refresh}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PersonRowProps {
  readonly person: Signal<LivePerson>;
  readonly now: ReadonlySignal<number | null>;
  readonly explain: (participant: number) => void;
  readonly removed: () => void;
}

function PersonRow({ person: current, now: clock, explain, removed }: PersonRowProps) {
  const row = useRef<HTMLTableRowElement>(null);
  const shown = useShown(row);
  const person = whileShown(shown, current);
  const now = shown.value ? clock : STILL;
  const posed = stateNow(person).state !== 'unknown' && person.yaw !== null && person.pitch !== null;
  return (
    <tr ref={row} class={person.connected ? '' : 'gone'}>
      <th scope="row">
        <button type="button" class="person-link" onClick={() => explain(person.id)}>
          <PersonHead person={person} size={30} />
          <span>{person.name}</span>
        </button>
      </th>
      <td class="column-state">
        <span class="person-state">
          <StateWords person={person} />
        </span>
      </td>
      <td class="column-for">
        <Held person={person} now={now} />
      </td>
      <td class="column-attentiveness">
        <Attentiveness attentiveness={person.attentiveness} knownShare={person.known_share} />
      </td>
      <td class="number soft column-pose">
        {posed ? `${degrees(person.yaw ?? 0)}, ${degrees(person.pitch ?? 0)}` : '–'}
      </td>
      <td class="column-connection">
        <span class="connection tiny">
          {t(person.connected ? 'live.connection.on' : 'live.connection.off')}
        </span>{' '}
        <ConnectionLine person={person} now={now} />
      </td>
      <td class="column-quality">
        <Quality person={person} words />
      </td>
      <td class="column-remove">
        <RemovePerson id={person.id} name={person.name} removed={removed} />
      </td>
    </tr>
  );
}
