/** A square in a picture: centre x, centre y, width, height in pixels, angle in radians (clockwise). */
export type Region = readonly [x: number, y: number, width: number, height: number, angle: number];
/** Left, top, right, bottom in pixels. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];
/** x = xx i + xy j + x0 and y = yx i + yy j + y0 of a crop's pixel (i, j). */
export interface Matrix {
  xx: number;
  xy: number;
  x0: number;
  yx: number;
  yy: number;
  y0: number;
}

/** A region is this much larger than the box it is made from. */
const GROWTH = 1.5;
const RIGHT_EYE_CORNER = 33;
const LEFT_EYE_CORNER = 263;

/** The smallest square around a picture. */
export function squareOf(width: number, height: number): Region {
  const side = Math.max(width, height);
  return [width / 2, height / 2, side, side, 0];
}

/** A second look sees a square this much larger than the region: the box is a quarter of it. */
const SURROUNDINGS = 8 / 3;

export function surroundingsOf([x, y, width]: Region): Region {
  const side = SURROUNDINGS * width;
  return [x, y, side, side, 0];
}

/** Side of a tile as a share of the picture's longer side. */
const TILE = 9 / 16;

/**
 * Squares in the corners of a picture (0 left top, 1 right top, 2 left bottom, 3 right bottom); in the middle, and once,
 * in a direction in which the picture is no longer than a tile.
 */
export function tilesOf(width: number, height: number, which: readonly number[]): Region[] {
  const side = TILE * Math.max(width, height);
  return which
    .filter((tile) => !(tile % 2 && width <= side) && !(tile >= 2 && height <= side))
    .map((tile) => [placeOf(tile % 2, width, side), placeOf(tile >> 1, height, side), side, side, 0]);
}

function placeOf(last: number, length: number, side: number): number {
  if (length <= side) return length / 2;
  return last ? length - side / 2 : side / 2;
}

/** Where to look for landmarks of a detected face, turned by the line from one eye to the other. */
export function regionOfBox(box: Box, eyes: readonly [number, number, number, number]): Region {
  const [left, top, right, bottom] = box;
  const side = Math.max(right - left, bottom - top) * GROWTH;
  const angle = Math.atan2(eyes[3] - eyes[1], eyes[2] - eyes[0]);
  return [(left + right) / 2, (top + bottom) / 2, side, side, angle];
}

/** Where to look for a face again whose points are known. */
export function regionOfPoints(points: Float32Array): Region {
  const [left, top, right, bottom] = boundsOf(points);
  const [first, second] = [3 * RIGHT_EYE_CORNER, 3 * LEFT_EYE_CORNER];
  const angle = Math.atan2(
    at(points, second + 1) - at(points, first + 1),
    at(points, second) - at(points, first),
  );
  const side = Math.max(right - left, bottom - top) * GROWTH;
  return [(left + right) / 2, (top + bottom) / 2, side, side, angle];
}

export function boundsOf(points: Float32Array): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3) {
    left = Math.min(left, at(points, i));
    right = Math.max(right, at(points, i));
    top = Math.min(top, at(points, i + 1));
    bottom = Math.max(bottom, at(points, i + 1));
  }
  return [left, top, right, bottom];
}

/** Corner to corner, no half pixel. */
export function cropMatrix([x, y, width, height, angle]: Region, size: number): Matrix {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [sx, sy] = [width / size, height / size];
  const [xx, xy, yx, yy] = [cos * sx, -sin * sy, sin * sx, cos * sy];
  return { xx, xy, x0: x - ((xx + xy) * size) / 2, yx, yy, y0: y - ((yx + yy) * size) / 2 };
}

/** Turns points of a crop into points of the picture, in place; depth keeps the scale of the width. */
export function toPicture(points: Float32Array, region: Region, size: number): void {
  const { xx, xy, x0, yx, yy, y0 } = cropMatrix(region, size);
  const depth = region[2] / size;
  for (let i = 0; i < points.length; i += 3) {
    const [x, y] = [at(points, i), at(points, i + 1)];
    points[i] = xx * x + xy * y + x0;
    points[i + 1] = yx * x + yy * y + y0;
    points[i + 2] = at(points, i + 2) * depth;
  }
}

/** Intersection over union of two regions as if they stood upright. */
export const regionOverlap = (a: Region, b: Region) => overlap(upright(a), upright(b));

const upright = ([x, y, width, height]: Region): Box => [
  x - width / 2,
  y - height / 2,
  x + width / 2,
  y + height / 2,
];

/** Intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const union = area(a) + area(b) - width * height;
  return union > 0 ? (width * height) / union : 0;
}

const area = (box: Box) => (box[2] - box[0]) * (box[3] - box[1]);
const at = (points: Float32Array, index: number) => points[index] as number;
