import { useMemo } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { dayAndTime } from '../../shared/time';
import { SortHeading } from '../parts/SortHeading';
import { Link, look } from '../router';
import { sorted, useSorting } from '../sorting';
import type { CourseLine, CoursePerson } from '../types';
import { shortDay } from './clock';
import { Least, Panel } from './Panel';
import { found, leastOf } from './view';
import { tHistory as h } from './words';

const ORDERS = ['name', 'attended'] as const;

interface MatrixProps {
  readonly sessions: readonly CourseLine[];
  readonly people: readonly CoursePerson[];
  readonly search: string;
}

/** People by sessions: for which share of each they were there. It is its own table. */
export function Matrix({ sessions, people, search }: MatrixProps) {
  const query = new URLSearchParams(search);
  const least = leastOf(query);
  const { sorting, set, press } = useSorting('sort', ORDERS, 'name');
  const shown = useMemo(() => {
    const some = found(people, query.get('find') ?? '').map((person) => ({
      ...person,
      n: attended(person, least),
    }));
    return sorted(some, sorting, { name: ({ name }) => name, attended: ({ n }) => n });
  }, [people, search]);
  return (
    <Panel
      title={h('matrix.title')}
      class="matrix-panel"
      means={['present', 'share', 'attended']}
      tools={
        <div class="matrix-tools">
          <input
            class="input small people-search"
            type="search"
            aria-label={h('matrix.find')}
            placeholder={h('matrix.find')}
            value={query.get('find') ?? ''}
            onInput={(event) => look({ find: event.currentTarget.value })}
          />
          <select
            class="input small people-sort"
            aria-label={h('matrix.order')}
            value={sorting.by}
            onChange={(event) =>
              set({ by: event.currentTarget.value === 'name' ? 'name' : 'attended', down: false })
            }
          >
            <option value="name">{h('matrix.order.name')}</option>
            <option value="attended">{h('matrix.order.attended')}</option>
          </select>
          <Least
            label={h('matrix.least')}
            value={least}
            change={(share) => look({ present: Math.round(share * 100) })}
          />
        </div>
      }
    >
      <p class="soft small">
        {h('matrix.lead')} {summary(people, sessions.length, least)}
      </p>
      <div class="matrix-scroll" role="group" aria-label={h('matrix.title')} tabIndex={0}>
        <table class="matrix number">
          <thead>
            <tr>
              <SortHeading by="name" sorting={sorting} press={press}>
                {h('attendance.name')}
              </SortHeading>
              {sessions.map((line) => (
                <th key={line.id} scope="col">
                  <Link
                    to={`/sessions/${line.id}/history`}
                    label={`${line.title}, ${dayAndTime(line.started_at)}`}
                  >
                    {shortDay(line.started_at)}
                  </Link>
                </th>
              ))}
              <SortHeading by="attended" sorting={sorting} press={press}>
                {h('matrix.attended')}
              </SortHeading>
            </tr>
          </thead>
          <tbody>
            {shown.map((person) => (
              <Row
                key={`${person.name} ${person.participants.find((id) => id !== null)}`}
                person={person}
                least={least}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

export const attended = ({ present }: CoursePerson, least: number): number =>
  present.filter((share) => share !== null && share >= least).length;

function summary(people: readonly CoursePerson[], sessions: number, least: number): string {
  if (people.length === 0 || sessions === 0) return '';
  const shares = Array.from({ length: sessions }, (_, i) => {
    const here = people.filter(({ present }) => (present[i] ?? 0) >= least);
    return here.length / people.length;
  }).toSorted((a, b) => a - b);
  const typical = percent(shares[Math.floor(sessions / 2)] ?? 0);
  return h('matrix.text', { typical });
}

function Row({
  person,
  least,
}: {
  readonly person: CoursePerson & { readonly n: number };
  readonly least: number;
}) {
  const last = person.participants.findLast((id) => id !== null);
  const title = person.by === 'name' ? h('matrix.by.name') : undefined;
  return (
    <tr>
      <th scope="row" title={title}>
        {last == null ? person.name : <Link to={`/participants/${last}`}>{person.name}</Link>}
      </th>
      {person.present.map((share, i) => (
        <Cell key={i} share={share} least={least} />
      ))}
      <td class="matrix-sum">{h('matrix.of', { n: person.n, all: person.present.length })}</td>
    </tr>
  );
}

function Cell({ share, least }: { readonly share: number | null; readonly least: number }) {
  if (share === null)
    return (
      <td class="matrix-absent">
        <span aria-label={h('matrix.absent')} role="img">
          –
        </span>
      </td>
    );
  const level = share >= least ? 'enough' : share > 0 ? 'short' : 'none';
  return <td class={`matrix-${level}`}>{Math.round(share * 100)}</td>;
}
