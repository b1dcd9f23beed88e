import { useEffect, useState } from 'preact/hooks';
import { get } from '../../shared/api';
import { percent } from '../../shared/numbers';
import { dayAndTime, unixSeconds } from '../../shared/time';
import { asApiError } from '../load';
import { Link } from '../router';
import type { Curve, History, Session } from '../types';
import { t } from '../words';

const SHOWN = 12;
const WIDTH = 160;
const HEIGHT = 56;

/** One small curve for each of the course's last sessions, oldest first, all on one scale. */
export function CourseHistory({ sessions }: { readonly sessions: readonly Session[] }) {
  const ended = sessions.filter((session) => session.status === 'closed' && session.started_at !== null);
  const shown = ended
    .toSorted((a, b) => unixSeconds(a.started_at ?? 0) - unixSeconds(b.started_at ?? 0))
    .slice(-SHOWN);
  if (shown.length === 0) return null;
  return (
    <section>
      <h2 class="section-title">{t('course.history')}</h2>
      <div class="card course-history">
        <ul class="course-curves">
          {shown.map((session) => (
            <li key={session.id}>
              <SessionCurve session={session} />
            </li>
          ))}
        </ul>
        <p class="faint small">{t('course.history.text')}</p>
      </div>
    </section>
  );
}

function SessionCurve({ session }: { readonly session: Session }) {
  const [curve, setCurve] = useState<Curve | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const abort = new AbortController();
    get<History>(`/api/sessions/${session.id}/history`, abort.signal).then(
      (history) => setCurve(history.curve),
      (error: unknown) => abort.signal.aborted || setProblem(asApiError(error).message),
    );
    return () => abort.abort();
  }, [session.id]);
  const middle = curve && middleOf(curve.median);
  return (
    <Link to={`/sessions/${session.id}/history`} class="course-curve">
      <span class="row between">
        <span class="small course-curve-title">{session.title}</span>
        {middle != null && <span class="small number">{percent(middle)}</span>}
      </span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path class="mini-grid" d={`M0 .5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}`} />
        {curve && <path class="mini-band" d={band(curve)} />}
        {curve && <path class="mini-line" d={line(curve.median)} />}
      </svg>
      <span class="faint tiny number">
        {problem || (curve && middle === null ? t('course.nocurve') : dayAndTime(session.started_at ?? 0))}
      </span>
    </Link>
  );
}

export function middleOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  if (known.length === 0) return null;
  const half = known.length >> 1;
  return known.length % 2 ? (known[half] ?? null) : ((known[half - 1] ?? 0) + (known[half] ?? 0)) / 2;
}

const x = (i: number, n: number) => (((i + 0.5) / n) * WIDTH).toFixed(1);
const y = (share: number) => ((1 - share) * (HEIGHT - 2) + 1).toFixed(1);

/** A line that is broken where there is no figure. */
function line(values: readonly (number | null)[]): string {
  let open = false;
  return values
    .map((value, i) => {
      const step = value === null ? '' : `${open ? 'L' : 'M'}${x(i, values.length)} ${y(value)}`;
      open = value !== null;
      return step;
    })
    .join('');
}

function band({ q25, q75 }: Curve): string {
  const width = WIDTH / q25.length;
  return q25
    .map((low, i) => {
      const high = q75[i];
      if (low === null || high == null) return '';
      return `M${(i * width).toFixed(1)} ${y(high)}h${width.toFixed(2)}V${y(low)}h${(-width).toFixed(2)}Z`;
    })
    .join('');
}
