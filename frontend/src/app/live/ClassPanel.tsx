import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { STATES, stateColour } from '../../shared/measures';
import { percent } from '../../shared/numbers';
import { unixSeconds, WINDOW_S } from '../../shared/time';
import { ClassCurve, CurveReadout } from '../parts/ClassCurve';
import type { CurveData } from '../parts/curve';
import { TimeArea } from '../parts/TimeArea';
import type { CurvePoint, Marker } from '../types';
import { stateWords, t } from '../words';
import type { LiveClass } from './LiveClass';

/** The window under way has little data yet; a figure older than this is no longer that of now. */
const RECENT_WINDOWS = 3;
/** The axis is at least this long, so that a young session does not look like an old one. */
const SHORTEST_AXIS_S = 600;

/** The class as a whole: the figure now, how the states divide, and the curve so far. */
export function ClassPanel({ live }: { readonly live: LiveClass }) {
  const cursor = useSignal<number | null>(null);
  const data = useMemo(
    () => columns(live.curve.value, live.markers.value),
    [live.curve.value, live.markers.value],
  );
  const begin = data.times[0] ?? unixSeconds(live.session.value?.started_at ?? 0);
  const end = Math.max((data.times.at(-1) ?? begin) + WINDOW_S, begin + SHORTEST_AXIS_S);
  return (
    <section class="card class-panel" aria-label={t('live.class')}>
      <div class="class-now">
        <ClassFigure curve={live.curve.value} />
        <Division live={live} />
      </div>
      <TimeArea from={begin} to={end} cursor={cursor} class="class-curve">
        <CurveReadout data={data} cursor={cursor} />
        <ClassCurve data={data} from={begin} to={end} height={190} />
      </TimeArea>
    </section>
  );
}

function ClassFigure({ curve }: { readonly curve: readonly CurvePoint[] }) {
  const last = curve.slice(-RECENT_WINDOWS).findLast((point) => point.median !== null);
  if (!last || last.median === null) {
    return (
      <div class="class-figure">
        <p class="small soft">{t('live.class.now')}</p>
        <p class="class-value scarce">–</p>
        <p class="soft small">{t('live.class.few')}</p>
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
function Division({ live }: { readonly live: LiveClass }) {
  const counts = live.counts.value;
  const all = live.ids.value.length;
  const words = STATES.filter((state) => counts[state]).map(
    (state) => `${counts[state]} ${stateWords(state)}`,
  );
  return (
    <div class="division" role="img" aria-label={words.join(', ')}>
      {STATES.filter((state) => counts[state]).map((state) => (
        <span
          key={state}
          class={state === 'unknown' ? 'division-part hatched' : 'division-part'}
          style={{
            width: `${(counts[state] / all) * 100}%`,
            ...(state !== 'unknown' && { backgroundColor: `var(${stateColour(state)})` }),
          }}
        />
      ))}
    </div>
  );
}

function columns(points: readonly CurvePoint[], markers: readonly Marker[]): CurveData {
  return {
    times: points.map((point) => unixSeconds(point.at)),
    n: points.map((point) => point.n),
    q25: points.map((point) => point.q25),
    median: points.map((point) => point.median),
    q75: points.map((point) => point.q75),
    known_share: points.map((point) => point.known_share),
    window_s: WINDOW_S,
    markers,
  };
}
