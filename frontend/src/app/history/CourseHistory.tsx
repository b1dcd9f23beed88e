import { percent } from '../../shared/numbers';
import { dayAndTime } from '../../shared/time';
import { useLoaded } from '../load';
import { Trouble } from '../parts/Feedback';
import { Link } from '../router';
import type { CourseLine } from '../types';
import { t } from '../words';
import { tHistory } from './words';

/** The course session by session: the class's median on a bar of its middle half, all on one scale. */
export function CourseHistory({ course }: { readonly course: number }) {
  const { data, error, reload } = useLoaded<{ sessions: readonly CourseLine[] }>(
    `/api/courses/${course}/history`,
  );
  if (error && !data) return <Trouble error={error} retry={reload} />;
  if (!data) return <div class="course-history-room" />;
  if (data.sessions.length === 0) return null;
  return (
    <section>
      <div class="row between section-title">
        <h2>{t('course.history')}</h2>
        <Link to={`/courses/${course}/history`} class="small">
          {tHistory('course.link')}
        </Link>
      </div>
      <div class="card course-history">
        <div class="course-chart">
          <p class="course-scale faint tiny number" aria-hidden="true">
            <span>{percent(1)}</span>
            <span>{percent(0.5)}</span>
            <span>{percent(0)}</span>
          </p>
          <ol class="course-lines">
            {data.sessions.map((line) => (
              <li key={line.id}>
                <SessionColumn line={line} />
              </li>
            ))}
          </ol>
        </div>
        <p class="faint small">{t('course.history.text')}</p>
      </div>
    </section>
  );
}

function SessionColumn({ line }: { readonly line: CourseLine }) {
  return (
    <Link to={`/sessions/${line.id}/history`} class="course-line">
      <span class="visually-hidden">{sentence(line)}</span>
      <span class="course-track" aria-hidden="true">
        <Range line={line} />
      </span>
      <span class="small course-line-title" aria-hidden="true">
        {line.title}
      </span>
      <span class="faint tiny number">{dayAndTime(line.started_at)}</span>
    </Link>
  );
}

function Range({ line: { q25, median, q75 } }: { readonly line: CourseLine }) {
  if (q25 === null || median === null || q75 === null) return <span class="course-none hatched" />;
  return (
    <>
      <span class="course-range" style={{ bottom: `${q25 * 100}%`, height: `${(q75 - q25) * 100}%` }} />
      <span class="course-median number small" style={{ bottom: `${median * 100}%` }}>
        {percent(median)}
      </span>
    </>
  );
}

function sentence({ title, q25, median, q75 }: CourseLine): string {
  if (q25 === null || median === null || q75 === null) return `${title}: ${t('course.nocurve')}`;
  return t('course.line', { title, median: percent(median), low: percent(q25), high: percent(q75) });
}
