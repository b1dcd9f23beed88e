import type { Signal } from '@preact/signals';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import { percent } from '../../shared/numbers';
import { colourChanges } from '../../shared/theme';
import { timeWithSeconds } from '../../shared/time';
import { tLive } from '../live/words';
import { t } from '../words';
import { type CurveData, CurvePlot } from './curve';
import { plot } from './TimeArea';

interface ClassCurveProps {
  readonly data: CurveData;
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** A stretch was drawn over the curve, from a time to a time. */
  readonly select?: (from: number, to: number) => void;
}

export function ClassCurve({ data, from, to, height, select }: ClassCurveProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<CurvePlot | null>(null);
  const range = useRef<[number, number]>([from, to]);
  range.current = [from, to];
  const selected = useRef(select);
  selected.current = select;
  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    const draw = () => {
      chart.current?.destroy();
      const { left, right } = plot(element);
      const width = element.clientWidth;
      chart.current = new CurvePlot(
        element,
        latest.current,
        () => range.current,
        { width, height, left, right },
        selected.current && ((start, end) => selected.current?.(start, end)),
      );
    };
    const watch = new ResizeObserver(draw);
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [height]);
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => chart.current?.update(data), [data, from, to]);
  useSignalEffect(() => {
    if (colourChanges.value) chart.current?.repaint();
  });
  return (
    <div ref={host} class="curve" role="img" aria-label={describe(data)} style={{ height: `${height}px` }} />
  );
}

function describe(data: CurveData): string {
  const median = data.median.findLast((value) => value !== null);
  return median == null ? t('curve.label.none') : t('curve.label', { median: percent(median) });
}

/** The values of the window that is pointed at, in words; the room for them is kept when nothing is. */
export function CurveReadout({
  data,
  cursor,
}: {
  readonly data: CurveData;
  readonly cursor: Signal<number | null>;
}) {
  const at = cursor.value;
  const i = at === null ? -1 : windowAt(data.times, data.window_s, at);
  if (i < 0) return <Legend breaks={Boolean(data.breaks?.length)} />;
  const [low, median, high] = [data.q25[i], data.median[i], data.q75[i]];
  const values =
    low == null || median == null || high == null
      ? t('curve.point.few')
      : t('curve.point', {
          median: percent(median),
          low: percent(low),
          high: percent(high),
          n: data.n[i] ?? 0,
          known: percent(data.known_share[i] ?? 0),
        });
  return (
    <p class="readout number small">
      <strong>{timeWithSeconds(data.times[i] ?? 0)}</strong> {values}
    </p>
  );
}

function Legend({ breaks }: { readonly breaks: boolean }) {
  return (
    <p class="readout legend small soft">
      <span class="legend-item">
        <span class="key-line" /> {t('curve.median')}
      </span>
      <span class="legend-item">
        <span class="key-band" /> {t('measure.quartiles')}
      </span>
      <span class="legend-item">
        <span class="key-known" /> {t('measure.knownshare')}
      </span>
      {breaks && (
        <span class="legend-item">
          <span class="key-break" /> {tLive('host.break')}
        </span>
      )}
    </p>
  );
}

/** The index of the window that holds a time, or -1 between windows. */
export function windowAt(times: readonly number[], windowSeconds: number, at: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const start = times[low - 1];
  return start !== undefined && at < start + windowSeconds ? low - 1 : -1;
}
