import uPlot from 'uplot';
import { hatch } from '../../shared/hatch';
import { percent } from '../../shared/numbers';
import { colour } from '../../shared/theme';
import { MINUTE_S, type Moment, timeOfDay, timeWithSeconds, unixSeconds } from '../../shared/time';
import type { Break, Curve, Marker } from '../types';

export interface CurveData extends Curve {
  readonly times: readonly number[];
  readonly window_s: number;
  readonly markers: readonly Marker[];
  /** Stretches that do not count. */
  readonly breaks?: readonly Break[];
}

/** Below zero lies the strip of the known share: from -0.34 (nothing known) to -0.1 (all known). */
const STRIP_BOTTOM = -0.34;
const STRIP_TOP = -0.1;

/** Height of the lane above the plot for the markers' words, in CSS pixels. */
const LANE_PX = 22;
const LABEL_GAP_PX = 5;
/** Width of a time on the axis. */
const LABEL_PX = 50;

/** Steps of the time axis, in seconds. */
const STEPS_S = [10, 30, ...[1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * MINUTE_S)];

const paletteOf = () => ({
  line: colour('--line'),
  faint: colour('--ink-faint'),
  soft: colour('--ink-soft'),
  accent: colour('--accent'),
  band: colour('--band'),
  known: colour('--line-strong'),
  unknownGround: colour('--unknown-wash'),
  unknownLine: colour('--state-unknown'),
  surface: colour('--surface'),
});

type Palette = ReturnType<typeof paletteOf>;

/** The class curve: median, the band of the middle half, markers, and below it how much of the time is known. */
export class CurvePlot {
  private readonly chart: uPlot;
  private palette: Palette = paletteOf();

  constructor(
    host: HTMLElement,
    private data: CurveData,
    private readonly range: () => [number, number],
    size: { width: number; height: number; left: number; right: number },
    private readonly selected?: (from: number, to: number) => void,
  ) {
    this.chart = new uPlot(this.options(size), this.columns(), host);
  }

  update(data: CurveData): void {
    this.data = data;
    this.chart.setData(this.columns());
  }

  repaint(): void {
    this.palette = paletteOf();
    this.chart.redraw(true, true);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private columns(): uPlot.AlignedData {
    const { times, q25, median, q75, window_s } = this.data;
    const middles = times.map((time) => time + window_s / 2);
    return [middles, q25, median, q75] as unknown as uPlot.AlignedData;
  }

  private options({
    width,
    height,
    left,
    right,
  }: Record<'width' | 'height' | 'left' | 'right', number>): uPlot.Options {
    const font = `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font')}`;
    return {
      width,
      height,
      padding: [LANE_PX, right, 0, 0],
      legend: { show: false },
      cursor: this.selected
        ? {
            x: false,
            y: false,
            points: { show: false },
            drag: { x: true, y: false, setScale: false, dist: 5 },
          }
        : { show: false },
      scales: { x: { time: true, range: this.range }, y: { range: () => [STRIP_BOTTOM, 1.03] } },
      axes: [
        {
          font,
          stroke: () => this.palette.faint,
          size: 24,
          gap: 6,
          space: 70,
          incrs: STEPS_S,
          grid: { show: false },
          ticks: { show: false },
          values: (chart, times, __, ___, step) =>
            times.map((time) =>
              isCut(chart, time) ? '' : (step < MINUTE_S ? timeWithSeconds : timeOfDay)(time),
            ),
        },
        {
          font,
          stroke: () => this.palette.faint,
          size: left,
          gap: 8,
          splits: () => [0, 0.25, 0.5, 0.75, 1],
          values: (_, splits) => splits.map((split) => (split % 0.5 === 0 ? percent(split) : '')),
          grid: { stroke: () => this.palette.line, width: 1 },
          ticks: { show: false },
        },
      ],
      series: [
        {},
        { points: { show: false }, width: 0 },
        { points: { show: false }, stroke: () => this.palette.accent, width: 2 },
        { points: { show: false }, width: 0 },
      ],
      bands: [{ series: [3, 1], fill: () => this.palette.band }],
      hooks: {
        drawAxes: [(chart) => this.drawKnown(chart), (chart) => this.drawBreaks(chart)],
        draw: [(chart) => this.drawMarkers(chart)],
        setSelect: [(chart) => this.tellSelected(chart)],
      },
    };
  }

  private tellSelected(chart: uPlot): void {
    const { left, width } = chart.select;
    if (width <= 0) return;
    this.selected?.(chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x'));
    chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  private drawKnown(chart: uPlot): void {
    const { ctx, bbox } = chart;
    const pixels = (share: number) =>
      chart.valToPos(STRIP_BOTTOM + (STRIP_TOP - STRIP_BOTTOM) * share, 'y', true);
    const unknown = hatch(ctx, this.palette.unknownGround, this.palette.unknownLine);
    const right = bbox.left + bbox.width;
    ctx.save();
    this.data.times.forEach((time, i) => {
      const x = Math.round(Math.max(chart.valToPos(time, 'x', true), bbox.left));
      const width = Math.round(Math.min(chart.valToPos(time + this.data.window_s, 'x', true), right)) - x;
      if (width <= 0) return; // not in the part that is shown
      const known = pixels(this.data.known_share[i] ?? 0);
      ctx.fillStyle = unknown;
      ctx.fillRect(x, pixels(1), width, known - pixels(1));
      ctx.fillStyle = this.palette.known;
      ctx.fillRect(x, known, width, pixels(0) - known);
    });
    ctx.restore();
  }

  /** A break covers the plot from top to bottom; one that goes on reaches as far as the curve. */
  private drawBreaks(chart: uPlot): void {
    const { ctx, bbox } = chart;
    const right = bbox.left + bbox.width;
    const now = (this.data.times.at(-1) ?? 0) + this.data.window_s;
    const x = (at: Moment) => chart.valToPos(unixSeconds(at), 'x', true);
    ctx.save();
    ctx.fillStyle = this.palette.unknownGround;
    for (const { started_at, ended_at } of this.data.breaks ?? []) {
      const start = Math.max(x(started_at), bbox.left);
      const end = Math.min(x(ended_at ?? now), right);
      if (end > start) ctx.fillRect(start, bbox.top, end - start, bbox.height);
    }
    ctx.restore();
  }

  /** A line through the plot for each marker, and its words in the lane above, as far as the next marker lets them. */
  private drawMarkers(chart: uPlot): void {
    const { ctx, bbox } = chart;
    const places = this.data.markers
      .map(({ at, text }) => ({ text, x: Math.round(chart.valToPos(unixSeconds(at), 'x', true)) }))
      .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width)
      .sort((one, other) => one.x - other.x);
    const lane = (LANE_PX - 4) * devicePixelRatio;
    const gap = LABEL_GAP_PX * devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(document.documentElement).getPropertyValue('--font')}`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    places.forEach(({ text, x }, i) => {
      const end = places[i + 1]?.x ?? ctx.canvas.width;
      ctx.fillStyle = this.palette.known;
      ctx.fillRect(x, bbox.top - lane, devicePixelRatio, bbox.height + lane);
      ctx.fillStyle = this.palette.soft;
      ctx.fillText(shortened(ctx, text, end - x - 2 * gap), x + gap, bbox.top - lane);
    });
    ctx.restore();
  }
}

/** Whether the label of a time would reach over the right edge. */
const isCut = (chart: uPlot, time: number): boolean =>
  chart.width - chart.valToPos(time, 'x') - chart.bbox.left / devicePixelRatio < LABEL_PX / 2;

/** As much of a text as fits in a width, with a sign that there is more; nothing when hardly a word fits. */
function shortened(context: CanvasRenderingContext2D, text: string, width: number): string {
  const fits = (some: string) => context.measureText(some).width <= width;
  if (fits(text)) return text;
  let length = text.length - 1;
  while (length > 0 && !fits(`${text.slice(0, length)}…`)) length--;
  return length < 3 ? '' : `${text.slice(0, length).trimEnd()}…`;
}
