import { percent } from '../../shared/numbers';
import { dayAndTime } from '../../shared/time';
import { useLoaded } from '../load';
import { ErrorLine } from '../parts/Feedback';
import { Link } from '../router';
import type { CourseLine, CoursePast, Session } from '../types';
import { t } from '../words';
import { Panel } from './Panel';
import { tHistory as h } from './words';

/** The session beside the course's others: medians on bars of the middle half, on one scale. */
export function Compare({ session }: { readonly session: Session }) {
  const { data, error } = useLoaded<CoursePast>(`/api/courses/${session.course.id}/history`);
  return (
    <Panel
      title={h('compare.title')}
      class="compare"
      tools={
        <Link to={`/courses/${session.course.id}/history`} class="small">
          {h('compare.all')}
        </Link>
      }
    >
      <ErrorLine error={error} />
      {data && (
        <>
          <p class="small">{standing(data.sessions, session.id)}</p>
          <ol class="compare-lines">
            {data.sessions.map((line) => (
              <li key={line.id}>
                <Line line={line} current={line.id === session.id} />
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}

/** Where its median stands among the others', in words. */
export function standing(lines: readonly CourseLine[], session: number): string {
  const median = lines.find(({ id }) => id === session)?.median ?? null;
  if (median === null) return h('compare.none');
  const others = lines.filter((line) => line.id !== session && line.median !== null);
  if (others.length === 0) return h('compare.alone');
  const below = others.filter((line) => (line.median ?? 1) < median);
  return h.count('compare.above', others.length, { median: percent(median), below: below.length });
}

function Line({ line, current }: { readonly line: CourseLine; readonly current: boolean }) {
  const { q25, median, q75 } = line;
  const known = q25 !== null && median !== null && q75 !== null;
  const words = known
    ? t('course.line', {
        title: line.title,
        median: percent(median),
        low: percent(q25),
        high: percent(q75),
      })
    : `${line.title}: ${t('course.nocurve')}`;
  return (
    <Link
      to={`/sessions/${line.id}/history`}
      class={`compare-line ${current ? 'current' : ''}`}
      current={current}
    >
      <span class="visually-hidden">{words}</span>
      <span class="compare-title small">
        <span aria-hidden="true">{line.title}</span>{' '}
        <span class="faint tiny number">{current ? h('compare.this') : dayAndTime(line.started_at)}</span>
      </span>
      <span class={`compare-track ${known ? '' : 'hatched'}`} aria-hidden="true">
        {known && (
          <>
            <span class="compare-range" style={{ left: `${q25 * 100}%`, width: `${(q75 - q25) * 100}%` }} />
            <span class="compare-median" style={{ left: `${median * 100}%` }} />
          </>
        )}
      </span>
      <span class="small number compare-value" aria-hidden="true">
        {known ? percent(median) : '–'}
      </span>
    </Link>
  );
}
