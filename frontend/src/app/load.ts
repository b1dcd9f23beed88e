import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, get } from '../shared/api';
import { user } from './user';

export interface Loaded<Answer> {
  readonly data: Answer | null;
  readonly error: ApiError | null;
  readonly reload: () => void;
}

/** Get a path of the API when the component appears, and again on `reload`; what was there stays until the new is. */
export function useLoaded<Answer>(path: string): Loaded<Answer> {
  const [state, setState] = useState<{ path: string; data: Answer | null; error: ApiError | null }>({
    path,
    data: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    get<Answer>(path, abort.signal).then(
      (data) => setState({ path, data, error: null }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((before) => ({
          path,
          data: before.path === path ? before.data : null,
          error: asApiError(error),
        }));
      },
    );
    return () => abort.abort();
  }, [path, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { data: state.path === path ? state.data : null, error: state.error, reload };
}

/** Problems of the API are shown; anything else is a mistake of ours and goes on to the console. */
export function asApiError(error: unknown): ApiError {
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) user.value = null;
  return error;
}
