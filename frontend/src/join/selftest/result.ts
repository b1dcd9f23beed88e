import { signal } from '@preact/signals';
import { ApiError, getAs } from '../../shared/api';
import { place, snapshot } from '../store';

/** What the server computed from the looks, as `analysis/calibration.py` describes it. */
export interface Calibration {
  readonly sentences: readonly string[];
}

const POLL_MS = 1000;
const POLLS = 20;

/** null while it is awaited. */
export const result = signal<Calibration | null>(null);
export const problem = signal<string | null>(null);

/** The last looks need a moment to be stored: asks until the answer stays the same and nothing waits to be sent. */
export async function awaitResult(): Promise<void> {
  result.value = null;
  problem.value = null;
  try {
    result.value = await settled();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error.message;
  }
}

async function settled(): Promise<Calibration | null> {
  let answer: Calibration | null = null;
  for (let poll = 0; poll < POLLS && place.value; poll++) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const before = answer;
    answer = await getAs<Calibration>(place.value.token, '/api/calibration');
    if (JSON.stringify(answer) === JSON.stringify(before) && hasArrived()) return answer;
  }
  return answer;
}

/** A few messages are always on their way. */
function hasArrived(): boolean {
  const now = snapshot.value;
  return now !== null && now.link === 'open' && now.waiting <= 2 * now.rateHz;
}
