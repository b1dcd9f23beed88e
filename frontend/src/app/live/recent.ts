import { STATES, type State } from '../../shared/measures';
import { MINUTE_S } from '../../shared/time';
import type { Timelines } from '../types';

/** What the table and the sentence beside the timelines speak of. */
const RECENT_S = 5 * MINUTE_S;

export interface Recent {
  readonly id: number;
  readonly name: string;
  readonly now: State | null;
  /** In which most of the time was spent; null when nothing came. */
  readonly mostly: State | null;
  readonly seconds: Readonly<Record<State, number>>;
}

/** Everyone's last minutes: as many as there are, at most five. */
export function recentOf({ window_s, times, people }: Timelines): {
  readonly minutes: number;
  readonly people: readonly Recent[];
} {
  const windows = Math.min(Math.round(RECENT_S / window_s), times.length);
  const minutes = Math.max(Math.round((windows * window_s) / MINUTE_S), 1);
  return { minutes, people: people.map((person) => ({ ...person, ...summed(person, windows, window_s) })) };
}

function summed({ state }: Timelines['people'][number], windows: number, window_s: number) {
  const last = windows ? state.slice(-windows) : [];
  const seconds = secondsOf(last, window_s);
  const most = STATES.reduce((best, one) => (seconds[one] > seconds[best] ? one : best));
  return { now: last.at(-1) ?? null, mostly: seconds[most] ? most : null, seconds };
}

export function secondsOf(states: readonly (State | null)[], window_s: number): Record<State, number> {
  const seconds = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
  for (const state of states) if (state) seconds[state] += window_s;
  return seconds;
}
