import { type Signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { timeOfDay } from '../../shared/time';
import { ExportMenu } from '../exports/ExportMenu';
import { Attendance } from '../history/Attendance';
import { Compare } from '../history/Compare';
import { CurveTable } from '../history/CurveTable';
import { Edit } from '../history/Edit';
import { Moment } from '../history/Moment';
import { PersonRow } from '../history/PersonRow';
import { Pointed } from '../history/Pointed';
import { Spread } from '../history/Spread';
import type { StripMode, TimeAxis } from '../history/strip';
import { askedIn, found, type View, viewOf, whyQuery, widened } from '../history/view';
import { type Question, Why } from '../history/Why';
import { tHistory as h } from '../history/words';
import { Zoom } from '../history/Zoom';
import { useLoaded } from '../load';
import { Moved } from '../moved/Moved';
import { inOrder, ORDERS, type Order } from '../order';
import { ClassCurve, CurveReadout } from '../parts/ClassCurve';
import type { CurveData } from '../parts/curve';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { SessionHead } from '../parts/SessionHead';
import { TimeArea } from '../parts/TimeArea';
import { StateLegend } from '../parts/StateLegend';
import { look, lookInto, query } from '../router';
import { ScoredWith } from '../scoring/ScoredWith';
import type { History } from '../types';
import { t } from '../words';

export function HistoryPage({ id }: { readonly id: number }) {
  const { data: history, error, reload } = useLoaded<History>(`/api/sessions/${id}/history`);
  if (error && !history) return <Problem error={error} retry={reload} />;
  if (!history) return <Loading />;
  return (
    <div class="page">
      <SessionHead
        session={history.session}
        page="history"
        changed={reload}
        tools={<ExportMenu course={history.session.course.id} session={id} />}
      />
      {history.times.length === 0 ? (
        <>
          <Empty title={t('history.empty')} />
          {history.trim.from !== null || history.trim.until !== null ? (
            <Edit history={history} changed={reload} />
          ) : null}
        </>
      ) : (
        <Review history={history} reload={reload} />
      )}
    </div>
  );
}

interface ReviewProps {
  readonly history: History;
  readonly reload: () => void;
}

function Review({ history, reload }: ReviewProps) {
  const whole = useMemo(() => axisOf(history), [history]);
  const view = viewOf(query.value, whole, history.people.length);
  const data: CurveData = useMemo(
    () => ({
      ...history.curve,
      times: history.times,
      window_s: history.window_s,
      markers: history.markers,
      breaks: history.breaks,
    }),
    [history],
  );
  const question = questionOf(history, query.value);
  const explain: Explain = (person, from, to) => lookInto(whyQuery({ participant: person.id, from, to }));
  const edits = JSON.stringify([history.trim, history.breaks, history.session.title]);
  return (
    <>
      <Time history={history} whole={whole} view={view} data={data} reload={reload} explain={explain} />
      <div class="history-foot">
        <CurveTable data={data} from={view.from} to={view.to} see={(at) => lookInto({ at })} />
        {history.scoring && (
          <ScoredWith session={history.session.id} scoring={history.scoring} former={history.former} />
        )}
      </div>
      <Moved key={`moved ${edits}`} session={history.session.id} show={(at) => lookInto({ at })} />
      <div class="panels">
        <div>
          <Spread distribution={history.distribution} />
          <Attendance key={`attendance ${edits}`} session={history.session.id} least={view.least} />
        </div>
        <div>
          <Compare key={`compare ${edits}`} session={history.session} />
          <Edit history={history} changed={reload} />
        </div>
      </div>
      {view.at !== null && <Moment session={history.session.id} at={view.at} explain={explain} />}
      {question && <Why question={question} close={() => look({ why: null })} />}
    </>
  );
}

/** Of somebody in this session. */
function questionOf({ people }: History, search: string): Question | null {
  const asked = askedIn(search);
  const person = people.find(({ id }) => id === asked?.participant);
  return asked && person ? { ...asked, name: person.name } : null;
}

type Explain = (person: { readonly id: number; readonly name: string }, from: number, to: number) => void;

interface TimeProps extends ReviewProps {
  readonly whole: TimeAxis;
  readonly view: View;
  readonly data: CurveData;
  readonly explain: Explain;
}

/** The class's curve and everybody's time below it, on one axis. */
function Time({ history, whole, view, data, reload, explain }: TimeProps) {
  const cursor = useSignal<number | null>(null);
  const { from, to, mode, order, find, compact } = view;
  const axis = useMemo(() => ({ ...whole, from, to }), [whole, from, to]);
  return (
    <TimeArea from={from} to={to} cursor={cursor} class="card history">
      <Zoom history={history} axis={whole} view={view} changed={reload} />
      <Curve history={history} data={data} view={view} cursor={cursor} whole={whole} />
      {!history.class_only && (
        <>
          <Tools view={view} />
          <Rows {...{ history, axis, whole, mode, order, find, compact, cursor, reload, explain }} />
          <Legend mode={mode} breaks={history.breaks.length} />
        </>
      )}
    </TimeArea>
  );
}

interface CurveProps {
  readonly history: History;
  readonly data: CurveData;
  readonly view: View;
  readonly cursor: Signal<number | null>;
  readonly whole: TimeAxis;
}

function Curve({ history, data, view, cursor, whole }: CurveProps) {
  const { from, to } = view;
  const hasClass = data.median.some((value) => value !== null);
  if (!hasClass)
    return <p class="history-note soft small">{h(history.class_only ? 'curve.few.class' : 'curve.few')}</p>;
  const zoom = (start: number, end: number) => {
    const [first, last] = widened(start, end, whole);
    if (last - first >= whole.window_s) lookInto({ from: first, to: last });
  };
  const see = () => cursor.value !== null && lookInto({ at: Math.floor(cursor.value) });
  return (
    <>
      <CurveReadout data={data} cursor={cursor} />
      {/* What a click does here, the table of the curve does for the keyboard. */}
      <div class="curve-zoom" onClick={see}>
        <ClassCurve data={data} from={from} to={to} height={220} select={zoom} />
      </div>
      <p class="visually-hidden">{summary(data, from, to)}</p>
      {history.class_only && <p class="history-note soft small">{h('class.only')}</p>}
    </>
  );
}

/** What the curve shows, for who cannot see it. */
function summary(data: CurveData, from: number, to: number): string {
  const shown = data.median.filter((_, i) => {
    const time = data.times[i] ?? 0;
    return time >= from && time < to;
  });
  const known = shown.filter((value) => value !== null);
  if (known.length === 0) return t('curve.label.none');
  return h('curve.summary', {
    from: timeOfDay(from),
    to: timeOfDay(to),
    low: percent(Math.min(...known)),
    high: percent(Math.max(...known)),
    last: percent(known.at(-1) ?? 0),
    breaks: data.breaks?.length ?? 0,
    markers: data.markers.map(({ text }) => text).join('; ') || '–',
  });
}

interface RowsProps extends ReviewProps {
  readonly axis: TimeAxis;
  readonly whole: TimeAxis;
  readonly mode: StripMode;
  readonly order: Order;
  readonly find: string;
  readonly compact: boolean;
  readonly cursor: CurveProps['cursor'];
  readonly explain: Explain;
}

function Rows({ history, axis, whole, mode, order, find, compact, cursor, reload, explain }: RowsProps) {
  const pointed = useSignal<number | null>(null);
  const sorted = useMemo(() => inOrder(history.people, order), [history, order]);
  const people = found(sorted, find);
  const isPart = axis.from > whole.from || axis.to < whole.to;
  const words = h('rows.summary', { people: h.count('rows.count', people.length) });
  return (
    <>
      <Pointed {...{ people, axis, cursor, pointed }} note={isPart ? h('rows.whole') : ''} />
      {people.length === 0 && <p class="history-note soft small">{h('rows.none')}</p>}
      <ul class={`history-rows ${compact ? 'compact' : ''}`} aria-label={words}>
        {people.map((person) => (
          <PersonRow
            key={person.id}
            person={person}
            axis={axis}
            whole={whole}
            mode={mode}
            cursor={cursor}
            pointed={pointed}
            renamed={reload}
            explain={explain}
          />
        ))}
      </ul>
    </>
  );
}

function axisOf({ times, window_s }: History): TimeAxis {
  return { times, window_s, from: times[0] ?? 0, to: (times.at(-1) ?? 0) + window_s };
}

function Tools({ view: { mode, order, find, compact } }: { readonly view: View }) {
  return (
    <div class="history-tools">
      <h2>{t('history.people')}</h2>
      <input
        class="input small people-search"
        type="search"
        aria-label={t('live.search')}
        placeholder={t('live.search')}
        value={find}
        onInput={(event) => look({ find: event.currentTarget.value })}
      />
      <div class="switch" role="group" aria-label={t('history.show')}>
        {(['state', 'attentiveness'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={mode === name}
            onClick={() => look({ show: name === 'state' ? null : name })}
          >
            {t(`history.show.${name}`)}
          </button>
        ))}
      </div>
      <div class="switch" role="group" aria-label={h('rows.label')}>
        {(['wide', 'compact'] as const).map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={compact === (name === 'compact')}
            onClick={() => look({ rows: name })}
          >
            {h(`rows.${name}`)}
          </button>
        ))}
      </div>
      <select
        class="input small people-sort"
        aria-label={t('live.sort')}
        value={order}
        onChange={(event) => look({ sort: event.currentTarget.value })}
      >
        {ORDERS.map((name) => (
          <option key={name} value={name}>
            {t('live.sort.by', { what: t(`live.sort.${name}`) })}
          </option>
        ))}
      </select>
    </div>
  );
}

function Legend({ mode, breaks }: { readonly mode: StripMode; readonly breaks: number }) {
  const pause = breaks > 0 && (
    <span class="legend-item">
      <span class="key-break" aria-hidden="true" /> {h('break')}
    </span>
  );
  if (mode === 'attentiveness') {
    return (
      <p class="legend strip-legend small soft">
        <span class="legend-item">
          {percent(0)} <span class="key-ramp" aria-hidden="true" /> {percent(1)}
        </span>
        <span class="legend-item">
          <span class="key-known hatched" aria-hidden="true" /> {t('measure.scarce')}
        </span>
        {pause}
      </p>
    );
  }
  return <StateLegend class="strip-legend">{pause}</StateLegend>;
}
