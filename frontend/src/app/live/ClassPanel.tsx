import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { STATES, type State, stateColour } from '../../shared/measures';
import { percent } from '../../shared/numbers';
import { unixSeconds, WINDOW_S } from '../../shared/time';
import { CurveTable } from '../history/CurveTable';
import { ClassCurve, CurveReadout } from '../parts/ClassCurve';
import type { CurveData } from '../parts/curve';
import { TimeArea } from '../parts/TimeArea';
import type { Break, CurvePoint, Marker } from '../types';
import { stateWords, t } from '../words';
import type { LiveClass } from './LiveClass';
import { MarkerList } from './MarkerList';
import { Notices } from './Notices';
import { Signals } from './Signals';
import { Timelines } from './Timelines';
import { tLive } from './words';

/** The window under way has little data yet; a figure older than this is no longer that of now. */
const RECENT_WINDOWS = 3;
/** The axis is at least this long, so that a young session does not look like an old one. */
const SHORTEST_AXIS_S = 600;
const CURVE_HEIGHT = 216;

interface ClassPanelProps {
  readonly live: LiveClass;
  /** Shows those who are in a state. */
  readonly show: (state: State) => void;
  readonly explain: (participant: number) => void;
}

/** The class as a whole: the figure now, how the states divide, the curve so far, and what stands out. */
export function ClassPanel({ live, show, explain }: ClassPanelProps) {
  const few = live.timelines.value !== null;
  return (
    <section class={few ? 'card class-panel few' : 'card class-panel'} aria-label={t('live.class')}>
      {few ? <Timelines live={live} /> : <Whole live={live} />}
      <aside class="class-aside">
        <Signals live={live} />
        <Notices live={live} show={show} explain={explain} />
      </aside>
    </section>
  );
}

function Whole({ live }: { readonly live: LiveClass }) {
  const cursor = useSignal<number | null>(null);
  const { curve, markers, breaks } = live;
  const data = useMemo(
    () => columns(curve.value, markers.value, breaks.value),
    [curve.value, markers.value, breaks.value],
  );
  const begin = data.times[0] ?? unixSeconds(live.session.value?.started_at ?? 0);
  const end = Math.max((data.times.at(-1) ?? begin) + WINDOW_S, begin + SHORTEST_AXIS_S);
  return (
    <>
      <div class="class-now">
        <ClassFigure curve={curve.value} paused={live.pause.value !== null} />
        {live.showsPeople.value ? <Division counts={live.counts.value} /> : <ClassStates live={live} />}
      </div>
      <div class="class-course">
        <TimeArea from={begin} to={end} cursor={cursor} class="class-curve">
          <CurveReadout data={data} cursor={cursor} />
          <ClassCurve data={data} from={begin} to={end} height={CURVE_HEIGHT} />
        </TimeArea>
        <div class="class-words">
          <MarkerList markers={markers.value} />
          <CurveTable data={data} from={begin} to={end} />
        </div>
      </div>
    </>
  );
}

interface ClassFigureProps {
  readonly curve: readonly CurvePoint[];
  readonly paused: boolean;
}

function ClassFigure({ curve, paused }: ClassFigureProps) {
  const last = curve.slice(-RECENT_WINDOWS).findLast((point) => point.median !== null);
  if (paused || !last || last.median === null) {
    return (
      <div class="class-figure">
        <p class="small soft">{t('live.class.now')}</p>
        <p class="class-value scarce">–</p>
        <p class="soft small">{paused ? tLive('class.break') : t('live.class.few')}</p>
      </div>
    );
  }
  return (
    <div class="class-figure">
      <p class="small soft">{t('live.class.now')}</p>
      <p class="class-value number">{percent(last.median)}</p>
      <p class="small soft number">
        {t('live.class.half', { low: percent(last.q25 ?? 0), high: percent(last.q75 ?? 0) })}
        <br />
        {t('measure.known', { known: percent(last.known_share ?? 0) })}
      </p>
    </div>
  );
}

/** One bar of the class by state, as wide as the class is large. */
function Division({ counts }: { readonly counts: Readonly<Record<State, number>> }) {
  const states = STATES.filter((state) => counts[state]);
  const all = states.reduce((sum, state) => sum + counts[state], 0);
  const words = states.map((state) => `${counts[state]} ${stateWords(state)}`);
  return <Bar shares={states.map((state) => [state, counts[state] / all])} label={words.join(', ')} />;
}

/** Of a class that is shown as a whole only: how its last minute divides, with the words beside the bar. */
function ClassStates({ live }: { readonly live: LiveClass }) {
  const states = live.states.value;
  if (!states) return <p class="soft small">{tLive('class.only.few')}</p>;
  const shares = STATES.filter((state) => states[state] > 0).map((state) => [state, states[state]] as const);
  const words = shares.map(([state, share]) => `${percent(share)} ${stateWords(state)}`);
  return (
    <div class="class-states">
      <Bar shares={shares} label={`${tLive('class.states')}: ${words.join(', ')}`} />
      <p class="soft tiny">{words.join(' · ')}</p>
    </div>
  );
}

interface BarProps {
  readonly shares: readonly (readonly [State, number])[];
  readonly label: string;
}

function Bar({ shares, label }: BarProps) {
  return (
    <div class="division" role="img" aria-label={label}>
      {shares.map(([state, share]) => (
        <span
          key={state}
          class={state === 'unknown' ? 'division-part hatched' : 'division-part'}
          style={{
            width: `${share * 100}%`,
            ...(state !== 'unknown' && { backgroundColor: `var(${stateColour(state)})` }),
          }}
        />
      ))}
    </div>
  );
}

function columns(
  points: readonly CurvePoint[],
  markers: readonly Marker[],
  breaks: readonly Break[],
): CurveData {
  return {
    times: points.map((point) => unixSeconds(point.at)),
    n: points.map((point) => point.n),
    q25: points.map((point) => point.q25),
    median: points.map((point) => point.median),
    q75: points.map((point) => point.q75),
    known_share: points.map((point) => point.known_share),
    window_s: WINDOW_S,
    markers,
    breaks,
  };
}
