import { percent } from '../../shared/numbers';
import { dayAndTime } from '../../shared/time';
import { dayAsMoment } from '../history/clock';
import { Matrix } from '../history/Matrix';
import { Figures, Panel } from '../history/Panel';
import { type Dot, Sessions } from '../history/Sessions';
import { trendWords } from '../history/trend';
import { tHistory as h } from '../history/words';
import { useLoaded } from '../load';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { Link, look, query } from '../router';
import type { CourseLine, CoursePast } from '../types';
import { t } from '../words';

/** The sessions of a course over a term: the class's figures, their trend, and who was there. */
export function CourseHistoryPage({ id }: { readonly id: number }) {
  const asked = new URLSearchParams(query.value);
  const { data, error, reload } = useLoaded<CoursePast>(`/api/courses/${id}/history${term(asked)}`);
  if (error && !data) return <Problem error={error} retry={reload} />;
  return (
    <div class="page">
      <div class="page-head">
        <div>
          <p class="crumbs small">
            <Link to="/">{t('courses.title')}</Link>
            <span class="faint" aria-hidden="true">
              /
            </span>
            <Link to={`/courses/${id}`}>{data?.course.title ?? '…'}</Link>
          </p>
          <h1>{h('course.title')}</h1>
        </div>
        <Term asked={asked} />
      </div>
      {data ? <Told past={data} isTerm={term(asked) !== ''} /> : <Loading />}
    </div>
  );
}

/** The dates of the query, in the viewer's zone, as the API wants them; the last day belongs to it. */
function term(asked: URLSearchParams): string {
  const from = dayAsMoment(asked.get('from') ?? '');
  const to = dayAsMoment(asked.get('to') ?? '', 1);
  const wanted = new URLSearchParams({ ...(from && { from }), ...(to && { to }) }).toString();
  return wanted && `?${wanted}`;
}

function Term({ asked }: { readonly asked: URLSearchParams }) {
  const some = asked.has('from') || asked.has('to');
  return (
    <div class="term small">
      {(['from', 'to'] as const).map((end) => (
        <label key={end} class="time-field">
          {h(`course.${end}`)}
          <input
            class="input small"
            type="date"
            value={asked.get(end) ?? ''}
            onChange={(event) => look({ [end]: event.currentTarget.value || null })}
          />
        </label>
      ))}
      <button
        type="button"
        class="button small"
        disabled={!some}
        onClick={() => look({ from: null, to: null })}
      >
        {h('course.term.all')}
      </button>
    </div>
  );
}

function Told({ past, isTerm }: { readonly past: CoursePast; readonly isTerm: boolean }) {
  if (past.sessions.length === 0) return <Empty title={h(isTerm ? 'course.empty.term' : 'course.empty')} />;
  return (
    <>
      <Panel title={h('course.sessions')} means={['attentiveness', 'median', 'half', 'trend']}>
        <p class="trend-words">{trendWords(past.trend)}</p>
        <Sessions opens dots={past.sessions.map(dotOf)} trend={past.trend} label={summary(past.sessions)} />
        <p class="soft small">{summary(past.sessions)}</p>
        <Figures
          label={h('table')}
          head={(['session', 'when', 'median', 'half', 'people'] as const).map((name) =>
            h(`course.column.${name}`),
          )}
          rows={past.sessions.map(row)}
        />
      </Panel>
      {past.people === null ? (
        <p class="soft small">{h('matrix.hidden')}</p>
      ) : (
        <Matrix sessions={past.sessions} people={past.people} search={query.value} />
      )}
    </>
  );
}

const dotOf = (line: CourseLine): Dot => ({
  id: line.id,
  title: line.title,
  at: line.started_at,
  value: line.median,
  low: line.q25,
  high: line.q75,
  words:
    line.q25 === null || line.median === null || line.q75 === null
      ? `${line.title}: ${t('course.nocurve')}`
      : t('course.line', {
          title: line.title,
          median: percent(line.median),
          low: percent(line.q25),
          high: percent(line.q75),
        }),
});

function row(line: CourseLine) {
  const value = (share: number | null) => (share === null ? '–' : percent(share));
  return [
    <Link to={`/sessions/${line.id}/history`}>{line.title}</Link>,
    dayAndTime(line.started_at),
    value(line.median),
    line.q25 === null ? '–' : `${value(line.q25)} – ${value(line.q75)}`,
    line.participants,
  ];
}

function summary(lines: readonly CourseLine[]): string {
  const known = lines.flatMap(({ median }) => (median === null ? [] : [median]));
  if (known.length === 0) return h('course.figures.none');
  return h('course.figures', {
    figures: known.length,
    sessions: lines.length,
    low: percent(Math.min(...known)),
    high: percent(Math.max(...known)),
  });
}
