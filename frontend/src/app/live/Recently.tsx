import { STATES, type State } from '../../shared/measures';
import { locale } from '../../shared/words';
import { StateMark } from '../../shared/StateMark';
import { stopwatch } from '../../shared/time';
import type { Timelines } from '../types';
import { stateWords, t } from '../words';
import { type Recent, recentOf } from './recent';
import { tLive } from './words';

interface RecentProps {
  readonly timelines: Timelines;
}

const list = new Intl.ListFormat(locale, { type: 'unit' });

/** What the timelines show, in a sentence. */
export function RecentWords({ timelines }: RecentProps) {
  const { minutes, people } = recentOf(timelines);
  return (
    <p class="small">
      {tLive.count('timelines.recent', minutes, { people: list.format(people.map(words)) })}
    </p>
  );
}

const words = ({ name, mostly }: Recent): string =>
  mostly
    ? tLive('timelines.mostly', { name, state: stateWords(mostly) })
    : tLive('timelines.mostly.nothing', { name });

/** And in figures: people by state. */
export function RecentTable({ timelines }: RecentProps) {
  const { minutes, people } = recentOf(timelines);
  const states = STATES.filter((state) => people.some(({ seconds }) => seconds[state] > 0));
  const caption = tLive.count('timelines.table.recent', minutes);
  return (
    <details class="curve-table">
      <summary class="small soft">{tLive('timelines.table')}</summary>
      <div class="table-scroll" role="group" aria-label={caption} tabIndex={0}>
        <table class="number small">
          <caption class="small soft">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t('live.column.person')}</th>
              <th scope="col">{tLive('timelines.table.now')}</th>
              {states.map((state) => (
                <th key={state} scope="col">
                  {stateWords(state)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <Row key={person.id} person={person} states={states} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Row({ person, states }: { readonly person: Recent; readonly states: readonly State[] }) {
  return (
    <tr>
      <th scope="row">{person.name}</th>
      <td>
        {person.now ? (
          <span class="legend-item">
            <StateMark state={person.now} /> {stateWords(person.now)}
          </span>
        ) : (
          '–'
        )}
      </td>
      {states.map((state) => (
        <td key={state}>{person.seconds[state] ? stopwatch(person.seconds[state]) : '–'}</td>
      ))}
    </tr>
  );
}
