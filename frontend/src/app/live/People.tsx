import { useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { STATES, type State } from '../../shared/measures';
import { StateMark } from '../../shared/StateMark';
import { stateWords, t } from '../words';
import { type LiveClass, stateNow } from './LiveClass';
import { look, query } from '../router';
import { useSorting } from '../sorting';
import { inOrder, ORDERS, type Order } from './orders';
import { PersonCard } from './PersonCard';
import { PeopleTable } from './PeopleTable';
import { tLive } from './words';

type View = 'grid' | 'table';

interface PeopleProps {
  readonly live: LiveClass;
  readonly explain: (participant: number) => void;
}

/**
 * Everyone in the session; the address says who of them is shown, and how. The order is made anew only when somebody
 * asks for it, so that nobody jumps around.
 */
export function People({ live, explain }: PeopleProps) {
  const shownAs = useComputed(() => viewOf(query.value));
  const { view, find, only } = shownAs.value;
  const order = useSorting<Order>('sort', ORDERS, 'name');
  const { by, down } = order.sorting;
  const ids = live.ids.value;
  const ordered = useMemo(
    () =>
      inOrder(
        ids.map((id) => live.person(id).peek()),
        { by, down },
      ).map(({ id }) => id),
    [ids, by, down],
  );
  // A text, not a list: it compares by value, so that an update of a pose does not render everyone again.
  const matching = useComputed(() => matchingIds(live, shownAs.value).join());
  const shown = new Set(matching.value.split(',').map(Number));
  const visible = ordered.filter((id) => shown.has(id));
  return (
    <section class="people" id="people">
      <div class="people-tools">
        <h2 class="number">{t.count('live.people', ids.length)}</h2>
        <StateFilter live={live} only={only} choose={(state) => look({ state })} />
        <input
          class="input small people-search"
          type="search"
          aria-label={t('live.search')}
          placeholder={t('live.search')}
          value={find}
          onInput={(event) => look({ find: event.currentTarget.value })}
        />
        <select
          class="input small people-sort"
          aria-label={t('live.sort')}
          value={by}
          onChange={(event) => order.set({ by: event.currentTarget.value as Order, down: false })}
        >
          {ORDERS.map((name) => (
            <option key={name} value={name}>
              {t('live.sort.by', { what: sortWords(name) })}
            </option>
          ))}
        </select>
        <ViewSwitch view={view} choose={(next) => look({ view: next === 'grid' ? null : next })} />
      </div>
      {visible.length === 0 && <p class="soft empty-line">{t('live.filter.none')}</p>}
      {view === 'table' ? (
        <PeopleTable live={live} ids={visible} explain={explain} order={order} />
      ) : (
        <ul class="people-grid">
          {visible.map((id) => (
            <PersonCard key={id} person={live.person(id)} now={live.now} explain={explain} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface Shown {
  readonly view: View;
  /** A part of the name. */
  readonly find: string;
  /** The state of those who are shown; null for everyone. */
  readonly only: State | null;
}

function viewOf(search: string): Shown {
  const values = new URLSearchParams(search);
  return {
    view: values.get('view') === 'table' ? 'table' : 'grid',
    find: values.get('find') ?? '',
    only: STATES.find((state) => state === values.get('state')) ?? null,
  };
}

const sortWords = (order: Order): string =>
  order === 'name' || order === 'attentiveness' || order === 'joined'
    ? t(`live.sort.${order}`)
    : tLive(`sort.${order}`);

function matchingIds(live: LiveClass, { find, only }: Shown): number[] {
  const wanted = find.trim().toLocaleLowerCase();
  return live.ids.value.filter((id) => {
    const person = live.person(id).value;
    return (
      (only === null || stateNow(person).state === only) && person.name.toLocaleLowerCase().includes(wanted)
    );
  });
}

function StateFilter({
  live,
  only,
  choose,
}: {
  readonly live: LiveClass;
  readonly only: State | null;
  readonly choose: (state: State | null) => void;
}) {
  const counts = live.counts.value;
  return (
    <div class="state-filter" role="group" aria-label={t('live.column.state')}>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={only === state}
          class={counts[state] ? 'chip' : 'chip none'}
          onClick={() => choose(only === state ? null : state)}
        >
          <StateMark state={state} />
          <span>{stateWords(state)}</span>
          <span class="number">{counts[state]}</span>
        </button>
      ))}
    </div>
  );
}

function ViewSwitch({ view, choose }: { readonly view: View; readonly choose: (view: View) => void }) {
  return (
    <div class="switch" role="group" aria-label={tLive('view')}>
      {(['grid', 'table'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={view === name} onClick={() => choose(name)}>
          {t(`live.${name}`)}
        </button>
      ))}
    </div>
  );
}
