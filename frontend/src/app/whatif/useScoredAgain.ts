import { useEffect, useState } from 'preact/hooks';
import { type ApiError, post } from '../../shared/api';
import { type Job, useJob } from '../jobs/job';
import { asApiError } from '../load';
import type { Compared, Wanted } from './knobs';

/** Who drags a slider is asked for no session on the way. */
const QUIET_MS = 400;

export interface ScoredAgain {
  /** The newest answer, also while the next one is under way. */
  readonly data: Compared | null;
  readonly job: Job<Compared> | null;
  readonly error: ApiError | null;
  readonly isCurrent: boolean;
}

interface Asked {
  readonly session: number;
  /** Null where nothing is changed: the session is as it is, and nobody works for that. */
  readonly wanted: Wanted | null;
  /** The version that the session has. */
  readonly version: number;
  readonly now: Compared | null;
}

/** Scores the session again whenever other values are wanted, and follows that. */
export function useScoredAgain({ session, wanted, version, now }: Asked): ScoredAgain {
  const key = wanted && `${version} ${JSON.stringify(wanted)}`;
  const [asked, setAsked] = useState<{ key: string; id: string } | null>(null);
  const [failure, setFailure] = useState<{ key: string; error: ApiError } | null>(null);
  const [last, setLast] = useState<{ id: string; data: Compared } | null>(null);
  const current = key !== null && asked?.key === key ? asked.id : null;
  const { job, error } = useJob<Compared>(current);
  useEffect(() => {
    if (wanted === null || key === null) return;
    const timer = setTimeout(() => {
      post<Job>(`/api/sessions/${session}/what-if`, wanted).then(
        ({ id }) => setAsked({ key, id }),
        (problem: unknown) => setFailure({ key, error: asApiError(problem) }),
      );
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key]);
  useEffect(() => {
    if (job?.status === 'done' && job.result) setLast({ id: job.id, data: job.result });
  }, [job]);
  if (key === null) return { data: now, job: null, error: null, isCurrent: true };
  return {
    data: last?.data ?? now,
    job,
    error: failure?.key === key ? failure.error : error,
    isCurrent: last !== null && last.id === current,
  };
}
