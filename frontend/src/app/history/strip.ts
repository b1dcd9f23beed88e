import { hatch } from '../../shared/hatch';
import { STATES, type State, stateColour } from '../../shared/measures';
import { colour } from '../../shared/theme';
import type { HistoryPerson } from '../types';

export type StripMode = 'state' | 'attentiveness';

export interface TimeAxis {
  readonly times: readonly number[];
  readonly window_s: number;
  readonly from: number;
  readonly to: number;
}

export interface Run {
  readonly start: number;
  readonly end: number;
  readonly value: State | number | null;
}

/** What a window shows: its state, or its attentiveness in tenths ("unknown" where there is none); null when absent. */
export function valueAt({ windows }: HistoryPerson, mode: StripMode, i: number): State | number | null {
  const state = windows.state[i] ?? null;
  if (mode === 'state' || state === null) return state;
  const attentiveness = windows.attentiveness[i] ?? null;
  return attentiveness === null ? 'unknown' : Math.round(attentiveness * 10) / 10;
}

/** Neighbouring windows that show the same, as one stretch in seconds: a strip is painted in few strokes. */
export function runs(person: HistoryPerson, mode: StripMode, { times, window_s }: TimeAxis): Run[] {
  const found: Run[] = [];
  times.forEach((time, i) => {
    const value = valueAt(person, mode, i);
    const last = found.at(-1);
    if (last && last.value === value && time - last.end < 0.5) {
      found[found.length - 1] = { ...last, end: time + window_s };
    } else if (value !== null) found.push({ start: time, end: time + window_s, value });
  });
  return found;
}

export interface StripPalette {
  readonly states: Readonly<Record<State, string>>;
  readonly accent: string;
  readonly unknownGround: string;
}

export const stripPalette = (): StripPalette => ({
  states: Object.fromEntries(STATES.map((state) => [state, colour(stateColour(state))])) as Record<
    State,
    string
  >,
  accent: colour('--accent'),
  unknownGround: colour('--unknown-wash'),
});

export function paintStrip(
  canvas: HTMLCanvasElement,
  stretches: readonly Run[],
  axis: TimeAxis,
  palette: StripPalette,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = fit(canvas);
  const unknown = hatch(context, palette.unknownGround, palette.states.unknown);
  const x = (time: number) => Math.round(((time - axis.from) / Math.max(axis.to - axis.from, 1)) * width);
  context.clearRect(0, 0, width, height);
  for (const { start, end, value } of stretches) {
    context.globalAlpha = typeof value === 'number' ? 0.1 + 0.9 * value : 1;
    context.fillStyle = fillOf(value, palette, unknown);
    context.fillRect(x(start), 0, x(end) - x(start), height);
  }
  context.globalAlpha = 1;
}

function fillOf(
  value: Run['value'],
  palette: StripPalette,
  unknown: CanvasPattern | string,
): CanvasPattern | string {
  if (typeof value === 'number') return palette.accent;
  return value === null || value === 'unknown' ? unknown : palette.states[value];
}

/** Give the canvas as many pixels as the screen has under it. */
function fit(canvas: HTMLCanvasElement): { width: number; height: number } {
  const width = Math.round(canvas.clientWidth * devicePixelRatio);
  const height = Math.round(canvas.clientHeight * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return { width, height };
}
