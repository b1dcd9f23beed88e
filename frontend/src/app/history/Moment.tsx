import { useEffect, useRef } from 'preact/hooks';
import { STATES, type State } from '../../shared/measures';
import { percent } from '../../shared/numbers';
import { StateMark } from '../../shared/StateMark';
import { MINUTE_S, timeOfDay, timeWithSeconds } from '../../shared/time';
import { useLoaded } from '../load';
import { Meaning } from '../meaning/Meaning';
import { Loading, Trouble } from '../parts/Feedback';
import { look } from '../router';
import type { MomentPast } from '../types';
import { stateWords, t } from '../words';
import { tHistory as h } from './words';

interface MomentProps {
  readonly session: number;
  readonly at: number;
  readonly explain: (
    person: { readonly id: number; readonly name: string },
    from: number,
    to: number,
  ) => void;
}

/** What led to a moment: the minute before it, of the class and of everybody, and what was marked. */
export function Moment({ session, at, explain }: MomentProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { data, error, reload } = useLoaded<MomentPast>(`/api/sessions/${session}/moment?at=${at}`);
  const close = () => dialog.current?.close();
  return (
    <dialog
      ref={dialog}
      class="why moment"
      aria-labelledby="moment-title"
      onClose={() => look({ at: null })}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="why-body">
        <div class="why-head">
          <div>
            <h2 id="moment-title">{h('moment.title', { time: timeWithSeconds(at) })}</h2>
            {data && (
              <p class="soft small number">
                {h('moment.span', { from: timeWithSeconds(data.from), to: timeWithSeconds(data.to) })}
              </p>
            )}
          </div>
          <button type="button" class="button quiet small" onClick={close}>
            {t('app.close')}
          </button>
        </div>
        <div class="row">
          <button type="button" class="button small" onClick={() => look({ at: at - MINUTE_S })}>
            {h('moment.earlier')}
          </button>
          <button type="button" class="button small" onClick={() => look({ at: at + MINUTE_S })}>
            {h('moment.later')}
          </button>
        </div>
        {error && !data ? (
          <Trouble error={error} retry={reload} />
        ) : data ? (
          <Told past={data} explain={explain} />
        ) : (
          <Loading />
        )}
      </div>
    </dialog>
  );
}

function Told({ past, explain }: { readonly past: MomentPast; readonly explain: MomentProps['explain'] }) {
  const { n, median, before, states, states_before } = past.class;
  const value = (share: number | null) => (share === null ? '–' : percent(share));
  return (
    <>
      <section>
        <div class="row between">
          <h3>{h('moment.class')}</h3>
          <Meaning of={['attentiveness', 'running', 'before', 'minute']} />
        </div>
        <p class="small">
          {median === null
            ? h('moment.class.none')
            : h('moment.class.text', { n, median: value(median), before: value(before) })}
        </p>
        {states && <States now={states} before={states_before} />}
      </section>
      <section>
        <h3>{h('moment.markers')}</h3>
        {past.markers.length === 0 && <p class="soft small">{h('moment.markers.none')}</p>}
        <ul class="markers small">
          {past.markers.map(({ at, text }) => (
            <li key={`${at} ${text}`}>
              <span class="number soft">{timeOfDay(at)}</span> {text}
            </li>
          ))}
        </ul>
      </section>
      <People past={past} explain={explain} />
    </>
  );
}

function States({
  now,
  before,
}: {
  readonly now: Readonly<Record<State, number>>;
  readonly before: Readonly<Record<State, number>> | null;
}) {
  const shown = STATES.filter((state) => now[state] >= 0.005 || (before?.[state] ?? 0) >= 0.005);
  return (
    <table class="figures compared moment-states small number">
      <caption class="visually-hidden">{h('moment.state')}</caption>
      <thead>
        <tr class="faint tiny">
          <th scope="col">{h('moment.state')}</th>
          <th scope="col">{h('moment.before')}</th>
          <th scope="col">{h('moment.now')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((state) => (
          <tr key={state}>
            <th scope="row">
              <span class="person-state">
                <StateMark state={state} /> {stateWords(state)}
              </span>
            </th>
            <td>{before ? percent(before[state]) : '–'}</td>
            <td>{percent(now[state])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Person = MomentPast['people'][number];

function People({ past, explain }: { readonly past: MomentPast; readonly explain: MomentProps['explain'] }) {
  const { people, from, to } = past;
  if (people.length === 0) return past.class.states ? null : <p class="soft small">{h('moment.empty')}</p>;
  const changed = people.filter(({ state, before }) => state !== before);
  const steady = people.filter(({ state, before }) => state === before);
  const row = (person: Person) => (
    <li key={person.id}>
      <button type="button" class="moment-person" onClick={() => explain(person, from, to)}>
        <span>{person.name}</span>
        <span class="small">
          {person.state !== person.before && (
            <>
              <Did state={person.before} /> <span aria-hidden="true">→</span>{' '}
            </>
          )}
          <Did state={person.state} />
        </span>
      </button>
    </li>
  );
  return (
    <>
      <section>
        <h3>{h('moment.changed')}</h3>
        {changed.length === 0 && <p class="soft small">{h('moment.changed.none')}</p>}
        <ul class="moment-people">{changed.map(row)}</ul>
      </section>
      {steady.length > 0 && (
        <section>
          <h3>{h('moment.steady')}</h3>
          <ul class="moment-people">{steady.map(row)}</ul>
        </section>
      )}
    </>
  );
}

function Did({ state }: { readonly state: State | null }) {
  if (state === null) return <span class="faint">{h('moment.gone')}</span>;
  return (
    <span class="person-state">
      <StateMark state={state} /> {stateWords(state)}
    </span>
  );
}
