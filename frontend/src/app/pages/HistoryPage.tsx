import { useSignal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import { STATES } from '../../shared/measures';
import { StateMark } from '../../shared/StateMark';
import { timeWithSeconds, viewerZone } from '../../shared/time';
import { ExportMenu } from '../exports/ExportMenu';
import { CurveTable } from '../history/CurveTable';
import { PersonRow } from '../history/PersonRow';
import { Pointed } from '../history/Pointed';
import type { StripMode, TimeAxis } from '../history/strip';
import { type Question, Why } from '../history/Why';
import { inOrder, ORDERS, type Order } from '../order';
import { useLoaded } from '../load';
import { ClassCurve, CurveReadout } from '../parts/ClassCurve';
import type { CurveData } from '../parts/curve';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { SessionHead } from '../parts/SessionHead';
import { TimeArea } from '../parts/TimeArea';
import { Link } from '../router';
import type { History, HistoryPerson, Marker } from '../types';
import { stateWords, t } from '../words';

export function HistoryPage({ id }: { readonly id: number }) {
  const { data: history, error, reload } = useLoaded<History>(`/api/sessions/${id}/history`);
  if (error && !history) return <Problem error={error} retry={reload} />;
  if (!history) return <Loading />;
  return (
    <div class="page">
      <SessionHead session={history.session} page="history" changed={reload} />
      <ExportMenu course={history.session.course.id} session={id} />
      {history.times.length === 0 ? (
        <Empty title={t('history.empty')} />
      ) : (
        <Review history={history} reload={reload} />
      )}
    </div>
  );
}

function Review({ history, reload }: { readonly history: History; readonly reload: () => void }) {
  const cursor = useSignal<number | null>(null);
  const pointed = useSignal<number | null>(null);
  const [mode, setMode] = useState<StripMode>('state');
  const [order, setOrder] = useState<Order>('name');
  const [question, setQuestion] = useState<Question | null>(null);
  const axis = useMemo(() => axisOf(history), [history]);
  const data: CurveData = useMemo(
    () => ({ ...history.curve, times: history.times, window_s: history.window_s, markers: history.markers }),
    [history],
  );
  const people = useMemo(() => inOrder(history.people, order), [history, order]);
  const explain = (person: HistoryPerson, from: number, to: number) =>
    setQuestion({ participant: person.id, name: person.name, from, to });
  return (
    <>
      <TimeArea from={axis.from} to={axis.to} cursor={cursor} class="card history">
        <CurveReadout data={data} cursor={cursor} />
        <ClassCurve data={data} from={axis.from} to={axis.to} height={220} />
        <Tools mode={mode} setMode={setMode} order={order} setOrder={setOrder} />
        <Pointed people={people} axis={axis} cursor={cursor} pointed={pointed} />
        <ul class="history-rows">
          {people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              axis={axis}
              mode={mode}
              cursor={cursor}
              pointed={pointed}
              renamed={reload}
              explain={explain}
            />
          ))}
        </ul>
        <Legend mode={mode} />
      </TimeArea>
      <div class="history-foot">
        <Markers markers={history.markers} />
        <CurveTable data={data} />
        <p class="faint tiny">
          {t('app.zone', { zone: viewerZone() })} · <Link to="/accuracy">{t('accuracy.title')}</Link>
        </p>
      </div>
      {question && <Why session={history.session} question={question} close={() => setQuestion(null)} />}
    </>
  );
}

function axisOf({ times, window_s }: History): TimeAxis {
  return { times, window_s, from: times[0] ?? 0, to: (times.at(-1) ?? 0) + window_s };
}

interface ToolsProps {
  readonly mode: StripMode;
  readonly setMode: (mode: StripMode) => void;
  readonly order: Order;
  readonly setOrder: (order: Order) => void;
}

function Tools({ mode, setMode, order, setOrder }: ToolsProps) {
  return (
    <div class="history-tools">
      <h2>{t('history.people')}</h2>
      <div class="switch" role="group" aria-label={t('history.show')}>
        {(['state', 'attentiveness'] as const).map((name) => (
          <button key={name} type="button" aria-pressed={mode === name} onClick={() => setMode(name)}>
            {t(`history.show.${name}`)}
          </button>
        ))}
      </div>
      <select
        class="input small people-sort"
        aria-label={t('live.sort')}
        value={order}
        onChange={(event) => setOrder(event.currentTarget.value as Order)}
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

function Legend({ mode }: { readonly mode: StripMode }) {
  if (mode === 'attentiveness') {
    return (
      <p class="legend strip-legend small soft">
        <span class="legend-item">
          0 % <span class="key-ramp" aria-hidden="true" /> 100 %
        </span>
        <span class="legend-item">
          <span class="key-known hatched" aria-hidden="true" /> {t('measure.scarce')}
        </span>
      </p>
    );
  }
  return (
    <p class="legend strip-legend small soft">
      {STATES.map((state) => (
        <span key={state} class="legend-item">
          <StateMark state={state} /> {stateWords(state)}
        </span>
      ))}
    </p>
  );
}

function Markers({ markers }: { readonly markers: readonly Marker[] }) {
  if (markers.length === 0) return null;
  return (
    <section>
      <h2 class="section-title">{t('history.markers')}</h2>
      <ul class="markers small">
        {markers.map((marker) => (
          <li key={`${marker.at} ${marker.text}`}>
            <span class="number soft">{timeWithSeconds(marker.at)}</span> {marker.text}
          </li>
        ))}
      </ul>
    </section>
  );
}
