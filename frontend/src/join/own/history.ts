import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, getAs } from '../../shared/api';
import type { Calibration } from '../../shared/calibration';
import type { Reason, State } from '../../shared/measures';

/** As `engagement/services/own.py` tells it: lists aligned with `times`, null where nothing is known. */
export interface OwnHistory {
  readonly session: OwnSession;
  readonly participant: { readonly id: number; readonly name: string; readonly joined_at: string };
  readonly window_s: number;
  readonly times: readonly number[];
  readonly attentiveness: number | null;
  readonly known_share: number | null;
  readonly counted: readonly State[];
  readonly seconds: Readonly<Record<State, number>>;
  readonly windows: {
    readonly attentiveness: readonly (number | null)[];
    readonly state: readonly (State | null)[];
    readonly known_share: readonly (number | null)[];
  };
  readonly annotations: readonly Annotation[];
  readonly calibration: Calibration | null;
  readonly kept: {
    readonly observations_days: number;
    readonly history_days: number;
    readonly observations_until: string | null;
    readonly history_until: string | null;
    readonly host_sees_people: boolean;
  };
}

export interface OwnSession {
  readonly title: string;
  readonly course: string;
  readonly code: string;
  readonly status: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export const ANNOTATION_KINDS = ['notes', 'second_screen', 'other'] as const;
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number];

export interface Annotation {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly kind: AnnotationKind;
  readonly label: string;
  readonly text: string;
}

export interface OwnExplanation {
  readonly attentiveness: number | null;
  readonly known_share: number | null;
  readonly sentence: string;
  readonly details: readonly string[];
  readonly segments: readonly {
    readonly from: number;
    readonly to: number;
    readonly state: State;
    readonly reason: Reason;
    readonly yaw_deg: number | null;
    readonly pitch_deg: number | null;
  }[];
}

/** A stretch of whole windows, in unix seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Stretch extends Span {
  readonly state: State;
}

/** Windows in the same state, one after the other, as one; where nothing came there is none. */
export function stretchesOf({ times, window_s, windows }: OwnHistory): Stretch[] {
  const found: Stretch[] = [];
  times.forEach((from, i) => {
    const state = windows.state[i];
    const last = found.at(-1);
    if (!state) return;
    if (last?.state === state && last.to === from) found[found.length - 1] = { ...last, to: from + window_s };
    else found.push({ from, to: from + window_s, state });
  });
  return found;
}

/** From the first window in which something came to the end of the last one; null before there is any. */
export function spanOf(stretches: readonly Stretch[]): Span | null {
  const [first, last] = [stretches[0], stretches.at(-1)];
  return first && last ? { from: first.from, to: last.to } : null;
}

/** The whole windows from one point in time to another, in whatever order, within a span. */
export function chosen({ from, to }: Span, window_s: number, one: number, other: number): Span {
  const [early, late] = [Math.min(one, other), Math.max(one, other)];
  const first = from + Math.floor((Math.min(early, to - window_s) - from) / window_s) * window_s;
  const end = from + Math.ceil((late - from) / window_s) * window_s;
  return { from: first, to: Math.min(to, Math.max(end, first + window_s)) };
}

const POLL_MS = 10_000;

/** One's own data; while the session runs they are fetched again and again, as long as somebody can see them. */
export function useOwnHistory(token: string) {
  const data = useSignal<OwnHistory | null>(null);
  const problem = useSignal<ApiError | null>(null);
  const load = async (stopped?: AbortSignal) => {
    try {
      data.value = await getAs<OwnHistory>(token, '/api/me/history', stopped);
      problem.value = null;
    } catch (error) {
      if (error instanceof ApiError) problem.value = error;
      else if (!stopped?.aborted) throw error;
    }
  };
  useEffect(() => {
    const stop = new AbortController();
    void load(stop.signal);
    const timer = setInterval(() => {
      if (!document.hidden && isRunning(data.value)) void load(stop.signal);
    }, POLL_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [token]);
  return { data: data.value, problem: problem.value, reload: () => void load() };
}

/** Closing takes a minute, in which the last windows come in. */
export const isRunning = (history: OwnHistory | null): boolean =>
  history === null || history.session.status !== 'closed';
