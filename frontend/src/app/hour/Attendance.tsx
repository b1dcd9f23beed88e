import { useEffect, useRef, useState } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { dayAndTime, MINUTE_S, timeOfDay, unixSeconds } from '../../shared/time';
import { locale } from '../../shared/words';
import { useLoaded } from '../load';
import { ErrorLine, Loading } from '../parts/Feedback';
import { SortHeading } from '../parts/SortHeading';
import { sorted, useSorting } from '../sorting';
import type { Session } from '../types';
import { PersonEditor } from './PersonEditor';
import type { Attendance as Answer, Attendee, CourseDetail, RosterEntry } from './types';
import { t } from './words';

const SHARES = [0.5, 0.75, 0.9] as const;

interface AttendanceProps {
  readonly course: CourseDetail;
  readonly roster: readonly RosterEntry[];
  readonly changed: () => void;
}

/** Who came to a session and for how long, and who of the roster did not. */
export function Attendance({ course, roster, changed }: AttendanceProps) {
  const begun = course.sessions.filter((session) => session.status !== 'planned');
  const [session, setSession] = useState<Session | null>(begun[0] ?? null);
  const [atLeast, setAtLeast] = useState(0.75);
  return (
    <section class="hour-section">
      <h2>{t('there.title')}</h2>
      {!session ? (
        <p class="card hour-none soft">{t('there.none')}</p>
      ) : (
        <>
          <div class="hour-fields">
            <label class="field">
              <span>{t('there.session')}</span>
              <select
                class="input"
                value={session.id}
                onChange={(event) =>
                  setSession(begun.find((one) => one.id === Number(event.currentTarget.value)) ?? null)
                }
              >
                {begun.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.started_at === null ? one.title : `${one.title} · ${dayAndTime(one.started_at)}`}
                  </option>
                ))}
              </select>
            </label>
            <label class="field hour-weeks">
              <span>{t('there.at_least')}</span>
              <select
                class="input"
                value={atLeast}
                onChange={(event) => setAtLeast(Number(event.currentTarget.value))}
              >
                {SHARES.map((share) => (
                  <option key={share} value={share}>
                    {percent(share)}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <There session={session} atLeast={atLeast} roster={roster} changed={changed} />
        </>
      )}
    </section>
  );
}

interface ThereProps {
  readonly session: Session;
  readonly atLeast: number;
  readonly roster: readonly RosterEntry[];
  readonly changed: () => void;
}

function There({ session, atLeast, roster, changed }: ThereProps) {
  const path = `/api/sessions/${session.id}/attendance?at_least=${atLeast}`;
  const { data, error, reload } = useLoaded<Answer>(path);
  const known = useRef(roster);
  useEffect(() => {
    if (known.current !== roster) reload();
    known.current = roster;
  }, [roster]);
  if (error) return <ErrorLine error={error} />;
  if (!data) return <Loading />;
  const isOver = session.status !== 'open';
  return (
    <>
      <Sum answer={data} isOver={isOver} />
      {data.people && data.people.length > 0 && (
        <PeopleThere people={data.people} isOver={isOver} roster={roster} changed={changed} />
      )}
    </>
  );
}

interface SumProps {
  readonly answer: Answer;
  readonly isOver: boolean;
}

function Sum({ answer: { counts, people, at_least }, isOver }: SumProps) {
  if (!counts)
    return (
      <p class="notice small">
        {t('there.hidden')} {t('there.few')}
      </p>
    );
  if (counts.people === 0) return <p class="soft">{t('there.nobody')}</p>;
  const came = counts.present + counts.no_camera + counts.never_connected;
  const absent = people?.filter((one) => one.status === 'never_joined').map((one) => one.name) ?? [];
  return (
    <div>
      <p>
        {t('there.sum', { came, all: counts.people, enough: counts.enough, share: percent(at_least) })}{' '}
        {absent.length > 0 && (
          <strong>{t(isOver ? 'there.absent' : 'there.not_yet.who', { names: absent.join(', ') })}</strong>
        )}
      </p>
      {!people && <p class="notice small">{t('there.hidden')}</p>}
    </div>
  );
}

interface PeopleThereProps {
  readonly people: readonly Attendee[];
  /** Who has not come yet will not come any more. */
  readonly isOver: boolean;
  readonly roster: readonly RosterEntry[];
  readonly changed: () => void;
}

const COLUMNS = ['name', 'status', 'from', 'until', 'minutes', 'camera', 'share'] as const;
const STATUSES: readonly Attendee['status'][] = [
  'present',
  'no_camera',
  'never_connected',
  'never_joined',
  'expected',
];
const seconds = (moment: Attendee['left_at']) => (moment === null ? null : unixSeconds(moment));
const came = ({ participants }: Attendee) => participants.length > 0;

const VALUES: Readonly<Record<(typeof COLUMNS)[number], (person: Attendee) => string | number | null>> = {
  name: ({ name }) => name,
  status: ({ status }) => STATUSES.indexOf(status),
  from: ({ joined_at }) => seconds(joined_at),
  until: ({ left_at }) => seconds(left_at),
  minutes: (person) => (came(person) ? person.present_s : null),
  camera: (person) => (came(person) ? person.camera_s : null),
  share: (person) => (came(person) ? person.present_share : null),
};

function PeopleThere({ people, isOver, roster, changed }: PeopleThereProps) {
  const { sorting, press } = useSorting('came', COLUMNS, 'name');
  return (
    <div class="card hour-table hour-wide cards" tabIndex={0} role="group" aria-label={t('there.title')}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <SortHeading key={column} by={column} sorting={sorting} press={press}>
                {t(`there.${column}`)}
              </SortHeading>
            ))}
            <th scope="col">
              <span class="visually-hidden">{t('roster.column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted(people, sorting, VALUES).map((person) => (
            <PersonThere
              key={`${person.entry} ${person.participants[0]}`}
              person={person}
              people={people}
              isOver={isOver}
              roster={roster}
              changed={changed}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PersonThereProps extends PeopleThereProps {
  readonly person: Attendee;
}

function PersonThere({ person, people, isOver, roster, changed }: PersonThereProps) {
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    changed();
  };
  const here = came(person);
  return (
    <>
      <tr>
        <th scope="row">
          {person.name}
          <Remark person={person} />
        </th>
        <td>
          <span class={`pill presence ${person.status}`}>{statusWords(person, isOver)}</span>
        </td>
        <td class="number" data-label={label(here, 'from')}>
          {person.joined_at !== null && timeOfDay(person.joined_at)}
        </td>
        <td class="number" data-label={label(here, 'until')}>
          {until(person)}
        </td>
        <td class="number" data-label={label(here, 'minutes')}>
          {here && minutes(person.present_s)}
        </td>
        <td class="number" data-label={label(here, 'camera')}>
          {here && minutes(person.camera_s)}
        </td>
        <td class="number">
          {here && person.present_share !== null && (
            <>
              {percent(person.present_share)} {person.enough && <span aria-hidden="true">✓</span>}
            </>
          )}
        </td>
        <td class="hour-actions">
          {here && (
            <button
              type="button"
              class="button quiet small"
              aria-expanded={editing}
              aria-label={t('there.edit.of', { name: person.name })}
              onClick={() => setEditing(!editing)}
            >
              {t('there.edit')}
            </button>
          )}
        </td>
      </tr>
      {editing && (
        <tr>
          <td colSpan={8} class="hour-editing">
            <PersonEditor person={person} people={people} roster={roster} done={done} />
          </td>
        </tr>
      )}
    </>
  );
}

function Remark({ person }: { readonly person: Attendee }) {
  const words = [
    person.entry === null && t('there.guest'),
    person.participants.length > 1 && t('there.twice', { n: person.participants.length }),
  ].filter(Boolean);
  return words.length > 0 ? <span class="hour-remark">{words.join(', ')}</span> : null;
}

function statusWords({ status }: Attendee, isOver: boolean): string {
  return t(status === 'never_joined' && !isOver ? 'there.not_yet' : `there.${status}`);
}

function until(person: Attendee): string {
  if (person.left_at !== null) return timeOfDay(person.left_at);
  return person.present_s > 0 ? t('there.still') : '';
}

const exact = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Under ten minutes a tenth of one counts. */
function minutes(seconds: number): string {
  const all = seconds / MINUTE_S;
  return all > 0 && all < 10 ? exact.format(all) : String(Math.round(all));
}

/** On a phone, where the heading of a column is not seen. */
const label = (came: boolean, column: 'from' | 'until' | 'minutes' | 'camera'): string | undefined =>
  came ? t(`there.${column}`) : undefined;
