import { signal } from '@preact/signals';
import { ApiError, getAs } from '../../shared/api';
import type { Calibration } from '../../shared/calibration';
import { place, snapshot } from '../store';

const POLL_MS = 1000;
const POLLS = 20;

/** null when too little was seen for one. */
export const result = signal<Calibration | null>(null);
export const awaited = signal(false);
export const problem = signal<string | null>(null);

/** The last looks need a moment to be stored: asks until the answer stays the same and nothing waits to be sent. */
export async function awaitResult(): Promise<void> {
  result.value = null;
  problem.value = null;
  awaited.value = true;
  try {
    result.value = await settled();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error.message;
  }
  awaited.value = false;
}

async function settled(): Promise<Calibration | null> {
  let answer: Calibration | null = null;
  for (let poll = 0; poll < POLLS && place.value; poll++) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const before = answer;
    answer = await getAs<Calibration | null>(place.value.token, '/api/calibration');
    if (poll > 0 && JSON.stringify(answer) === JSON.stringify(before) && hasArrived()) return answer;
  }
  return answer;
}

/** A few messages are always on their way. */
function hasArrived(): boolean {
  const now = snapshot.value;
  return now !== null && now.link === 'open' && now.waiting <= 2 * now.rateHz;
}
