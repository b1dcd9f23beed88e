import { boundsOf } from '../vision/regions';
import type { Reason, Seen } from './protocol';

/** The limits of analysis/quality.py, by which the server decides; here they only advise (tests/frontend compares). */
export const LIMITS = { minFacePx: 24, minExposure: 0.08, minSharpness: 0.05, maxOutside: 0.2 } as const;
const IRISES = 10;

/** Why the server will not be able to measure this face; `known` when it will. */
export function hint(seen: Seen): Reason {
  const { points, exposure, sharpness } = seen;
  if (!points) return seen.reason;
  const face = points.subarray(0, points.length - 3 * IRISES);
  if (longerSide(face) < LIMITS.minFacePx) return 'too_small';
  if (exposure !== null && exposure < LIMITS.minExposure) return 'too_dark';
  if (sharpness !== null && sharpness < LIMITS.minSharpness) return 'blurred';
  return shareOutside(face, seen) > LIMITS.maxOutside ? 'cut_off' : 'known';
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
