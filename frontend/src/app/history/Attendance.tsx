import { percent } from '../../shared/numbers';
import { duration, timeOfDay } from '../../shared/time';
import { useLoaded } from '../load';
import { ErrorLine } from '../parts/Feedback';
import { Link, look } from '../router';
import type { Attendee, SessionAttendance } from '../types';
import { Figures, Least, Panel } from './Panel';
import { tHistory as h } from './words';

interface AttendanceProps {
  readonly session: number;
  readonly least: number;
}

/** Who came and left when, and who was there for long enough. */
export function Attendance({ session, least }: AttendanceProps) {
  const { data, error } = useLoaded<SessionAttendance>(
    `/api/sessions/${session}/attendance?at_least=${least}`,
  );
  const change = (share: number) => look({ present: Math.round(share * 100) });
  return (
    <Panel
      title={h('attendance.title')}
      class="attendance"
      means={['present', 'camera', 'share']}
      tools={<Least label={h('attendance.least')} value={least} change={change} />}
    >
      <ErrorLine error={error} />
      {data && <Told attendance={data} least={least} />}
    </Panel>
  );
}

function Told({ attendance, least }: { readonly attendance: SessionAttendance; readonly least: number }) {
  const { counts, people, length_s } = attendance;
  if (!counts) return <p class="soft small">{h('attendance.none')}</p>;
  const values = { enough: counts.enough, people: counts.people, least: percent(least) };
  return (
    <>
      <p class="small">
        {h('attendance.text', { ...values, length: duration(length_s) })}{' '}
        {counts.never_joined > 0 && h('attendance.absent', { n: counts.never_joined })}
      </p>
      <div class="meter" aria-hidden="true">
        <span style={{ width: `${(counts.enough / Math.max(counts.people, 1)) * 100}%` }} />
      </div>
      {people && <Lacking people={people} least={least} />}
      {people && people.length > 0 && (
        <Figures
          label={h('attendance.everybody')}
          open
          head={(['name', 'share', 'joined', 'left', 'present', 'camera'] as const).map((name) =>
            h(`attendance.${name}`),
          )}
          rows={people.map((person) => row(person, least))}
        />
      )}
    </>
  );
}

/** Who was there too short or not at all, by name: what one looks for in a long table. */
function Lacking({ people, least }: { readonly people: readonly Attendee[]; readonly least: number }) {
  const short = people.filter(({ present_share: share }) => share !== null && share > 0 && share < least);
  const never = people.filter(({ status }) => status === 'never_joined');
  return (
    <>
      {short.length > 0 && (
        <p class="small">
          <span class="soft">{h('attendance.short.names')}</span>{' '}
          {short.map(({ name, present_share }) => `${name} (${percent(present_share ?? 0)})`).join(', ')}
        </p>
      )}
      {never.length > 0 && (
        <p class="small">
          <span class="soft">{h('attendance.never.names')}</span> {never.map(({ name }) => name).join(', ')}
        </p>
      )}
    </>
  );
}

function row(person: Attendee, least: number) {
  const last = person.participants.at(-1);
  const name = last === undefined ? person.name : <Link to={`/participants/${last}`}>{person.name}</Link>;
  if (person.status !== 'present' && person.status !== 'no_camera')
    return [name, <span class="faint">{h(`attendance.status.${person.status}`)}</span>, '', '', '', ''];
  const share = person.present_share;
  return [
    name,
    share === null ? (
      '–'
    ) : (
      <span class={share >= least ? '' : 'short'}>
        {percent(share)} {share < least && <span class="tiny">{h('attendance.short')}</span>}
      </span>
    ),
    person.joined_at === null ? '' : timeOfDay(person.joined_at),
    person.left_at === null ? h('attendance.stayed') : timeOfDay(person.left_at),
    duration(person.present_s),
    person.camera_s > 0 ? duration(person.camera_s) : h('attendance.status.no_camera'),
  ];
}
