import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../../shared/api';
import { get } from '../../shared/api';
import type { Moment } from '../../shared/time';
import { asApiError } from '../load';

export type JobStatus = 'waiting' | 'running' | 'done' | 'failed';

/** Work that a background worker does; `Result` is what its kind leaves behind. */
export interface Job<Result = unknown> {
  readonly id: string;
  readonly kind: 'export' | 'recording' | 'what_if';
  readonly course: number;
  readonly session: number | null;
  readonly status: JobStatus;
  /** Of a recording that still comes in. */
  readonly uploading: boolean;
  /** Of a recording. */
  readonly title: string | null;
  /** 0 to 1. */
  readonly progress: number;
  /** A sentence, of one that failed. */
  readonly error: string | null;
  readonly result: Result | null;
  readonly filename: string | null;
  /** Where its file is fetched, of one that is done. */
  readonly content: string | null;
  readonly created_at: Moment;
  readonly finished_at: Moment | null;
  readonly kept_until: Moment;
}

export const isOver = (job: Job): boolean => job.status === 'done' || job.status === 'failed';

const EVERY_MS = 1000;

export interface FollowedJob<Result> {
  readonly job: Job<Result> | null;
  /** Such as 404, when it is gone. */
  readonly error: ApiError | null;
  readonly reload: () => void;
}

/**
 * Follows a job, once a second until it is over; null follows none. What the server did not answer is asked again.
 * `over` is called when a job ends that was seen under way.
 */
export function useJob<Result = unknown>(id: string | null, over?: () => void): FollowedJob<Result> {
  const [state, setState] = useState<{ id: string; job: Job<Result> | null; error: ApiError | null } | null>(
    null,
  );
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (id === null) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    let wasUnderWay = false;
    const ask = async () => {
      try {
        const job = await get<Job<Result>>(`/api/jobs/${id}`, abort.signal);
        setState({ id, job, error: null });
        if (!isOver(job)) timer = setTimeout(() => void ask(), EVERY_MS);
        else if (wasUnderWay) over?.();
        wasUnderWay = !isOver(job);
      } catch (problem) {
        if (abort.signal.aborted) return;
        const error = asApiError(problem);
        setState((before) => ({ id, job: before?.id === id ? before.job : null, error }));
        if (isPassing(error)) timer = setTimeout(() => void ask(), EVERY_MS);
      }
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const known = state?.id === id ? state : null;
  return { job: known?.job ?? null, error: known?.error ?? null, reload };
}

/** Offline, or the server restarts. */
const isPassing = (error: ApiError): boolean => error.status === 0 || error.status >= 500;
