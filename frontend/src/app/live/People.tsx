import { type Signal, useComputed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { STATES, type State } from '../../shared/measures';
import { StateMark } from '../../shared/StateMark';
import { stateWords, t } from '../words';
import { type LiveClass, stateNow } from './LiveClass';
import { inOrder, ORDERS, type Order } from '../order';
import { PersonCard } from './PersonCard';
import { PeopleTable } from './PeopleTable';

type View = 'grid' | 'table';

interface PeopleProps {
  readonly live: LiveClass;
  readonly explain: (participant: number) => void;
  /** The state of those who are shown; null for everyone. */
  readonly only: Signal<State | null>;
}

/** Everyone in the session. The order is made anew only when somebody asks for it, so that nobody jumps around. */
export function People({ live, explain, only }: PeopleProps) {
  const view = useSignal<View>('grid');
  const order = useSignal<Order>('name');
  const search = useSignal('');
  const ids = live.ids.value;
  const ordered = useMemo(
    () =>
      inOrder(
        ids.map((id) => live.person(id).peek()),
        order.value,
      ).map(({ id }) => id),
    [ids, order.value],
  );
  // A text, not a list: it compares by value, so that an update of a pose does not render everyone again.
  const matching = useComputed(() => matchingIds(live, search.value, only.value).join());
  const shown = new Set(matching.value.split(',').map(Number));
  const visible = ordered.filter((id) => shown.has(id));
  return (
    <section class="people" id="people">
      <div class="people-tools">
        <h2 class="number">{t.count('live.people', ids.length)}</h2>
        <StateFilter live={live} only={only.value} choose={(state) => (only.value = state)} />
        <input
          class="input small people-search"
          type="search"
          aria-label={t('live.search')}
          placeholder={t('live.search')}
          value={search.value}
          onInput={(event) => (search.value = event.currentTarget.value)}
        />
        <select
          class="input small people-sort"
          aria-label={t('live.sort')}
          value={order.value}
          onChange={(event) => (order.value = event.currentTarget.value as Order)}
        >
          {ORDERS.map((name) => (
            <option key={name} value={name}>
              {t('live.sort.by', { what: t(`live.sort.${name}`) })}
            </option>
          ))}
        </select>
        <ViewSwitch view={view.value} choose={(next) => (view.value = next)} />
      </div>
      {visible.length === 0 && <p class="soft empty-line">{t('live.filter.none')}</p>}
      {view.value === 'table' ? (
        <PeopleTable live={live} ids={visible} explain={explain} />
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

function matchingIds(live: LiveClass, search: string, only: State | null): number[] {
  const wanted = search.trim().toLocaleLowerCase();
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
    <div class="switch">
      {(['grid', 'table'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={view === name} onClick={() => choose(name)}>
          {t(`live.${name}`)}
        </button>
      ))}
    </div>
  );
}
