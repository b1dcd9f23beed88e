/** How much is spent on looking for somebody who is not there: analysis/face_schedule.py. */
import { TILES } from './detector';

const FAR_EVERY = 10;
const PERIOD = FAR_EVERY * TILES;

/** Pictures in a row without this person, as the next search wants it. */
export const nextMissed = (missed: number, found: boolean) => (found ? 0 : (missed % PERIOD) + 1);

export const isFarDue = (missed: number) => missed === 0 || missed % FAR_EVERY === FAR_EVERY / 2;

/** The tiles to look at if nothing else shows a face: all, one or none. */
export function tilesDue(missed: number): number[] {
  if (missed === 0) return Array.from({ length: TILES }, (_, tile) => tile);
  return missed % FAR_EVERY ? [] : [missed / FAR_EVERY - 1];
}
