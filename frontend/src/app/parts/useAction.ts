import { useState } from 'preact/hooks';
import type { ApiError } from '../../shared/api';
import { asApiError } from '../load';

/** Something that a person asked for: whether it is under way, and what went wrong with it. */
export function useAction(): {
  busy: boolean;
  error: ApiError | null;
  run: (work: () => Promise<unknown>) => Promise<void>;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(asApiError(problem));
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
