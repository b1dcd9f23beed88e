import { useEffect, useState } from 'preact/hooks';
import { type ApiError, post } from '../../shared/api';
import { type Job, useJob } from '../jobs/job';
import { asApiError } from '../load';
import type { Changes, Compared } from './knobs';

/** Who drags a slider is asked for no session on the way. */
const QUIET_MS = 400;

export interface ScoredAgain {
  /** The newest answer, also while the next one is under way. */
  readonly data: Compared | null;
  readonly job: Job<Compared> | null;
  readonly error: ApiError | null;
  readonly isCurrent: boolean;
}

/** Scores the session again whenever the changes are others, and follows that. */
export function useScoredAgain(session: number, changes: Changes, version: number): ScoredAgain {
  const key = `${version} ${JSON.stringify(changes)}`;
  const [asked, setAsked] = useState<{ key: string; id: string } | null>(null);
  const [failure, setFailure] = useState<{ key: string; error: ApiError } | null>(null);
  const [last, setLast] = useState<{ id: string; data: Compared } | null>(null);
  const current = asked?.key === key ? asked.id : null;
  const { job, error } = useJob<Compared>(current);
  useEffect(() => {
    const timer = setTimeout(() => {
      post<Job>(`/api/sessions/${session}/what-if`, { changes }).then(
        ({ id }) => setAsked({ key, id }),
        (problem: unknown) => setFailure({ key, error: asApiError(problem) }),
      );
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [key]);
  useEffect(() => {
    if (job?.status === 'done' && job.result) setLast({ id: job.id, data: job.result });
  }, [job]);
  return {
    data: last?.data ?? null,
    job,
    error: failure?.key === key ? failure.error : error,
    isCurrent: last !== null && last.id === current,
  };
}
