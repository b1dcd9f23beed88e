import { drawback, hint } from '../../capture/hints';
import type { Seen } from '../../capture/protocol';
import { boundsOf } from '../../vision/regions';

export const CHECKS = ['face', 'light', 'distance', 'centred'] as const;
export type Check = (typeof CHECKS)[number];
/** What is wrong, which is also the name of the words that say what to do. */
export type Trouble =
  'no_face' | 'several_faces' | 'cut_off' | 'too_dark' | 'blurred' | 'too_far' | 'too_close' | 'aside';
export type Verdict = 'ok' | 'wait' | Trouble;
export type Checked = Readonly<Record<Check, Verdict>>;

/** Shares of the picture's height: a face is about 18 cm long, and webcams see half a metre at an arm's length. */
const SMALLEST = 0.15;
const LARGEST = 0.72;
/** How far from the middle the face may be, as a share of the picture's width or height. */
const ASIDE = 0.22;

/** What the newest picture says about how well a person can be measured. */
export function checksOf(seen: Seen | null): Checked {
  if (!seen) return { face: 'wait', light: 'wait', distance: 'wait', centred: 'wait' };
  const light = lightOf(seen);
  if (!seen.points) {
    const face = seen.reason === 'several_faces' ? 'several_faces' : 'no_face';
    return { face, light, distance: 'wait', centred: 'wait' };
  }
  const face = hint(seen) === 'cut_off' ? 'cut_off' : 'ok';
  return { face, light, distance: distanceOf(seen, seen.points), centred: centredOf(seen, seen.points) };
}

export const isGood = (checked: Checked): boolean => CHECKS.every((check) => checked[check] === 'ok');

function lightOf(seen: Seen): Verdict {
  if (!seen.points) return seen.reason === 'too_dark' ? 'too_dark' : 'wait';
  const less = drawback(seen);
  return less === 'too_dark' || less === 'blurred' ? less : 'ok';
}

function distanceOf({ height }: Seen, points: Float32Array): Verdict {
  const [, top, , bottom] = boundsOf(points);
  const share = (bottom - top) / height;
  if (share < SMALLEST) return 'too_far';
  return share > LARGEST ? 'too_close' : 'ok';
}

function centredOf({ width, height }: Seen, points: Float32Array): Verdict {
  const [left, top, right, bottom] = boundsOf(points);
  const away = [(left + right) / 2 / width - 0.5, (top + bottom) / 2 / height - 0.5];
  return away.some((share) => Math.abs(share) > ASIDE) ? 'aside' : 'ok';
}
