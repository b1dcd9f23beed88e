import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { useLoaded } from '../load';
import { ErrorLine } from '../parts/Feedback';
import { Link } from '../router';
import type { CourseLine, CoursePast, Session } from '../types';
import { t } from '../words';
import { shortDay } from './clock';
import { Panel } from './Panel';
import { tHistory as h } from './words';

/** The session beside the course's others: medians on bars of the middle half, on one scale. */
export function Compare({ session }: { readonly session: Session }) {
  const { data, error } = useLoaded<CoursePast>(`/api/courses/${session.course.id}/history`);
  return (
    <Panel
      title={h('compare.title')}
      class="compare"
      means={['attentiveness', 'median', 'half']}
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
          <Lines lines={data.sessions} session={session.id} />
        </>
      )}
    </Panel>
  );
}

/** Of a whole term only some are seen at once: the session itself is among them. */
function Lines({ lines, session }: { readonly lines: readonly CourseLine[]; readonly session: number }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('.current');
    if (list.current && current) {
      const middle = current.offsetTop + current.offsetHeight / 2;
      list.current.scrollTop = middle - list.current.clientHeight / 2;
    }
  }, [session]);
  return (
    <ol ref={list} class="compare-lines">
      {lines.map((line) => (
        <li key={line.id}>
          <Line line={line} current={line.id === session} />
        </li>
      ))}
    </ol>
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
        <span class="faint tiny number">{current ? h('compare.this') : shortDay(line.started_at)}</span>
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
