import type { State } from '../../shared/measures';
import { stateWords } from '../words';
import { t } from './words';

/** What `/api/sessions/ID/moved` answers; shares from -1 to 1, times in unix seconds. */
export interface MovedClass {
  readonly span_s: number;
  readonly level: number;
  readonly least_effect: number;
  readonly minimum_people: number;
  readonly looked_at: number;
  readonly markers_looked_at: number;
  readonly people: number;
  readonly changes: readonly Change[];
}

export interface Change {
  readonly at: number;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly p: number;
  /** What each state's share of the known time gained. */
  readonly states: Readonly<Record<Exclude<State, 'unknown'>, number>>;
  readonly marker: { readonly id: number; readonly at: number; readonly text: string } | null;
  /** From the marker to the moment; within a window they are the same. */
  readonly after_s: number | null;
}

/** Closer than the windows are long. */
const SAME_S = 10;
/** What is worth saying, in points. */
const LEAST_GAIN = 3;

/** "+12", "−18": percentage points with their sign. */
export function points(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0) return '0';
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)}`;
}

export const effectWords = ({ effect, low, high }: Change): string =>
  t('moved.points', {
    effect: points(effect),
    half: Math.max(Math.round(Math.max(high - effect, effect - low) * 100), 1),
  });

export function whenWords({ marker, after_s }: Change, time: string): string {
  if (!marker || after_s === null) return t('moved.alone', { time });
  const values = { marker: marker.text, seconds: Math.abs(after_s) };
  if (Math.abs(after_s) < SAME_S) return t('moved.after', values);
  return t(after_s > 0 ? 'moved.around' : 'moved.before', values);
}

/** What people did instead, or no longer: the states that gained most in the direction opposite to the effect's. */
export function insteadWords({ effect, states }: Change): string | null {
  const gains = (Object.entries(states) as [State, number][])
    .filter(([, gain]) => gain * effect < 0 && Math.abs(gain) * 100 >= LEAST_GAIN)
    .sort((one, other) => Math.abs(other[1]) - Math.abs(one[1]))
    .slice(0, 2);
  if (gains.length === 0) return null;
  const what = gains.map(([state, gain]) =>
    t('moved.gain', { state: stateWords(state), points: points(gain) }),
  );
  return t('moved.instead', { what: what.join(', ') });
}
