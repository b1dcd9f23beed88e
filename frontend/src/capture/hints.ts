import { boundsOf } from '../vision/regions';
import type { Reason, Seen } from './protocol';

/** The limits of analysis/quality.py, by which the server decides; here they only advise (tests/frontend compares). */
export const LIMITS = { minFacePx: 16, minExposure: 0.02, minSharpness: 0.01, maxOutside: 0.2 } as const;
/** What is merely small, dark or blurred is measured, less exactly. */
const GOOD: Limits = { minFacePx: 40, minExposure: 0.08, minSharpness: 0.05, maxOutside: LIMITS.maxOutside };
const IRISES = 10;

type Limits = Record<keyof typeof LIMITS, number>;

/** Why the server will not be able to measure this face; `known` when it will. */
export function hint(seen: Seen): Reason {
  return seen.points ? worst(seen, seen.points, LIMITS) : seen.reason;
}

/** What makes a face that can be measured less exact; `known` when nothing does. */
export function drawback(seen: Seen): Reason {
  return seen.points ? worst(seen, seen.points, GOOD) : 'known';
}

function worst(seen: Seen, points: Float32Array, limits: Limits): Reason {
  const { exposure, sharpness } = seen;
  const face = points.subarray(0, points.length - 3 * IRISES);
  if (longerSide(face) < limits.minFacePx) return 'too_small';
  if (exposure !== null && exposure < limits.minExposure) return 'too_dark';
  if (sharpness !== null && sharpness < limits.minSharpness) return 'blurred';
  return shareOutside(face, seen) > limits.maxOutside ? 'cut_off' : 'known';
}

function longerSide(points: Float32Array): number {
  const [left, top, right, bottom] = boundsOf(points);
  return Math.max(right - left, bottom - top);
}

function shareOutside(points: Float32Array, { width, height }: Seen): number {
  let outside = 0;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = [points[i] as number, points[i + 1] as number];
    if (x < 0 || y < 0 || x > width || y > height) outside += 1;
  }
  return (3 * outside) / points.length;
}
