/**
 * A simple head turned and projected without perspective: an ellipsoid, the face on its front, eyes and a nose.
 * Axes and signs are those of `analysis/types.py`: x right, y down, z away from the viewer; yaw + = nose toward the
 * picture's right, pitch + = nose up, roll + = clockwise; R = Ry(yaw) Rx(pitch) Rz(roll); degrees.
 */
export type Vector = readonly [number, number, number];
export type Rotation = readonly [Vector, Vector, Vector];
export type Point = readonly [number, number];

const HALF_WIDTH = 0.76;
const HALF_HEIGHT = 1;
const HALF_DEPTH = 0.88;
const SIZES: Vector = [HALF_WIDTH, HALF_HEIGHT, HALF_DEPTH];

const radians = (degrees: number) => (degrees * Math.PI) / 180;

export function rotation(yaw: number, pitch: number, roll: number): Rotation {
  const [cy, sy] = [Math.cos(radians(yaw)), Math.sin(radians(yaw))];
  const [cp, sp] = [Math.cos(radians(pitch)), Math.sin(radians(pitch))];
  const [cr, sr] = [Math.cos(radians(roll)), Math.sin(radians(roll))];
  return [
    [cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, -sy * cp],
    [cp * sr, cp * cr, sp],
    [sy * cr - cy * sp * sr, -sy * sr - cy * sp * cr, cy * cp],
  ];
}

export const turn = (r: Rotation, v: Vector): Vector => [dot(r[0], v), dot(r[1], v), dot(r[2], v)];

const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The point of the head's surface at an azimuth (to the picture's right) and an elevation (up) from the face's centre. */
export function surface(azimuth: number, elevation: number): Vector {
  const [a, e] = [radians(azimuth), radians(elevation)];
  return [
    HALF_WIDTH * Math.sin(a) * Math.cos(e),
    -HALF_HEIGHT * Math.sin(e),
    -HALF_DEPTH * Math.cos(a) * Math.cos(e),
  ];
}

export interface Ellipse {
  readonly rx: number;
  readonly ry: number;
  /** Degrees clockwise from the x axis to the first radius. */
  readonly angle: number;
}

/** The outline of the turned ellipsoid: the eigenvalues of the upper left of R diag(size^2) R^T are its squared radii. */
export function outline(r: Rotation): Ellipse {
  const [a, b, c] = [shape(r[0], r[0]), shape(r[0], r[1]), shape(r[1], r[1])];
  const middle = (a + c) / 2;
  const spread = Math.hypot((a - c) / 2, b);
  const angle = (Math.atan2(2 * b, a - c) / 2) * (180 / Math.PI);
  return { rx: Math.sqrt(middle + spread), ry: Math.sqrt(middle - spread), angle };
}

const shape = (p: Vector, q: Vector) => SIZES.reduce((sum, size, k) => sum + size * size * p[k]! * q[k]!, 0);

/** Where a surface point is seen; one on the far side is moved to the outline next to it. */
export function seen(r: Rotation, point: Vector): Point {
  const unit = perSize(point);
  const away = perSize(r[2]);
  const behind = dot(unit, away);
  const [x, y] = turn(r, behind > 0 ? toHorizon(unit, away, behind) : point);
  return [x, y];
}

/** A surface point shows when its normal (p / size^2) points toward the viewer, against r[2]. */
export const faces = (r: Rotation, point: Vector): boolean => dot(perSize(point), perSize(r[2])) < 0;

const perSize = (v: Vector): Vector => [v[0] / SIZES[0], v[1] / SIZES[1], v[2] / SIZES[2]];

/** Take from a point of the unit sphere what points away from the viewer, and put the rest back on the ellipsoid. */
function toHorizon(unit: Vector, away: Vector, behind: number): Vector {
  const share = behind / dot(away, away);
  const rest = unit.map((value, k) => value - share * away[k]!);
  const length = Math.hypot(...rest) || 1;
  return rest.map((value, k) => (value / length) * SIZES[k]!) as unknown as Vector;
}

/** A line along the surface from azimuth to azimuth at one elevation, only where it faces the viewer. */
export function arc(r: Rotation, from: number, to: number, elevation: number, sag = 0): Point[] {
  const points: Point[] = [];
  for (let step = 0; step <= 8; step++) {
    const t = step / 8;
    const point = surface(from + (to - from) * t, elevation - sag * Math.sin(Math.PI * t));
    if (faces(r, point)) points.push(seen(r, point));
  }
  return points;
}

/** The rim of the face: everything within `radius` degrees of straight ahead, squeezed to a face's proportions. */
export function faceRim(r: Rotation): Point[] {
  const points: Point[] = [];
  for (let step = 0; step < 32; step++) {
    const t = (step / 32) * 2 * Math.PI;
    points.push(seen(r, surface(62 * Math.sin(t), -8 + 52 * Math.cos(t))));
  }
  return points;
}

/** Bridge, tip and wing of the nose; the wing is on the side that shows. */
export function nose(r: Rotation): Point[] {
  const tip: Vector = [0, 0.22, -HALF_DEPTH - 0.24];
  const side = turn(r, tip)[0] < 0 ? 1 : -1;
  const parts: Vector[] = [[0, -0.16, -HALF_DEPTH + 0.02], tip, [0.1 * side, 0.3, -HALF_DEPTH + 0.06]];
  return parts.map((part) => turn(r, part).slice(0, 2) as unknown as Point);
}

export const path = (points: readonly Point[], close = false): string =>
  points.length < 2
    ? ''
    : `M${points.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`).join('L')}${close ? 'Z' : ''}`;
