import uPlot from 'uplot';
import { percent } from '../../shared/numbers';
import { colour } from '../../shared/theme';
import { timeOfDay } from '../../shared/time';
import type { Compared } from './knobs';

/** Two class curves on one axis: as it is now, dashed, and what if, with the band of the middle half. */
export class BesidePlot {
  private readonly chart: uPlot;
  private palette = paletteOf();
  private span: [number, number];

  constructor(host: HTMLElement, data: Compared, width: number, height: number) {
    this.span = spanOf(data);
    this.chart = new uPlot(this.options(width, height), columns(data), host);
  }

  update(data: Compared): void {
    this.span = spanOf(data);
    this.chart.setData(columns(data));
  }

  resize(width: number, height: number): void {
    this.chart.setSize({ width, height });
  }

  repaint(): void {
    this.palette = paletteOf();
    this.chart.redraw(true, true);
  }

  destroy(): void {
    this.chart.destroy();
  }

  private options(width: number, height: number): uPlot.Options {
    const font = `11px ${getComputedStyle(document.documentElement).getPropertyValue('--font')}`;
    const axis = { font, stroke: () => this.palette.faint, ticks: { show: false } };
    return {
      width,
      height,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true, range: () => this.span }, y: { range: () => [0, 1.03] } },
      axes: [
        {
          ...axis,
          size: 24,
          gap: 6,
          space: 70,
          grid: { show: false },
          values: (_, times) => times.map((time) => timeOfDay(time)),
        },
        {
          ...axis,
          size: 46,
          gap: 8,
          splits: () => [0, 0.25, 0.5, 0.75, 1],
          values: (_, splits) => splits.map((split) => (split % 0.5 === 0 ? percent(split) : '')),
          grid: { stroke: () => this.palette.line, width: 1 },
        },
      ],
      series: [
        {},
        { points: { show: false }, width: 0 },
        { points: { show: false }, width: 0 },
        { points: { show: false }, stroke: () => this.palette.soft, width: 1.5, dash: [5, 4] },
        { points: { show: false }, stroke: () => this.palette.accent, width: 2 },
      ],
      bands: [{ series: [2, 1], fill: () => this.palette.band }],
    };
  }
}

const paletteOf = () => ({
  line: colour('--line'),
  faint: colour('--ink-faint'),
  soft: colour('--ink-soft'),
  accent: colour('--accent'),
  band: colour('--band'),
});

const spanOf = ({ times, window_s }: Compared): [number, number] => [
  times[0] ?? 0,
  (times.at(-1) ?? 0) + window_s,
];

function columns({ times, window_s, curves }: Compared): uPlot.AlignedData {
  const middles = times.map((time) => time + window_s / 2);
  const { q25, q75, median } = curves.new;
  return [middles, q25, q75, curves.old.median, median] as unknown as uPlot.AlignedData;
}
