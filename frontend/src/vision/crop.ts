import type { Picture, Plane, ToRgb } from './picture';
import type { Matrix } from './regions';

export type Border = 'black' | 'replicate';

/** Fractions of a pixel that positions are rounded to, and of a coordinate's summands before: those of OpenCV's
 * warpAffine, so that a crop is the one that Python sees, bit for bit. */
const STEPS = 32;
const FINE_STEPS = 1024;

/**
 * Cuts a turned square out of a picture, bilinear, values at integer coordinates, rounded to whole values.
 *
 * Writes `size * size` pixels of RGB into `out`, where 0..255 become low..high.
 */
export function crop(
  picture: Picture,
  matrix: Matrix,
  size: number,
  border: Border,
  range: readonly [low: number, high: number],
  out: Float32Array,
): void {
  const sample = new Float64Array(3);
  const scale = (range[1] - range[0]) / 255;
  for (let j = 0, o = 0; j < size; j++) {
    const [rowX, rowY] = [fine(matrix.xy * j + matrix.x0), fine(matrix.yy * j + matrix.y0)];
    for (let i = 0; i < size; i++, o += 3) {
      const [x, y] = [position(rowX + fine(matrix.xx * i)), position(rowY + fine(matrix.yx * i))];
      bilinear(picture, x, y, border, sample);
      for (let c = 0; c < 3; c++) out[o + c] = Math.floor((sample[c] as number) + 0.5) * scale + range[0];
    }
  }
}

const fine = (coordinate: number) => Math.round(coordinate * FINE_STEPS);
const position = (inFineSteps: number) => Math.floor((inFineSteps * STEPS) / FINE_STEPS + 0.5) / STEPS;

function bilinear(picture: Picture, x: number, y: number, border: Border, sample: Float64Array): void {
  if (border === 'replicate') {
    x = Math.min(Math.max(x, 0), picture.width - 1);
    y = Math.min(Math.max(y, 0), picture.height - 1);
  }
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - left, y - top];
  sample.fill(0);
  add(picture, left, top, (1 - fx) * (1 - fy), sample);
  add(picture, left + 1, top, fx * (1 - fy), sample);
  add(picture, left, top + 1, (1 - fx) * fy, sample);
  add(picture, left + 1, top + 1, fx * fy, sample);
}

/** Adds one weighted pixel; outside the picture it is black. */
function add(picture: Picture, x: number, y: number, weight: number, sample: Float64Array): void {
  if (weight === 0 || x < 0 || y < 0 || x >= picture.width || y >= picture.height) return;
  const { data, planes, toRgb } = picture;
  const first = data[address(planes[0], x, y)] as number;
  const second = data[address(planes[1], x, y)] as number;
  const third = data[address(planes[2], x, y)] as number;
  if (toRgb) return addYuv(toRgb, first, second - 128, third - 128, weight, sample);
  accumulate(sample, first, second, third, weight);
}

function addYuv(k: ToRgb, y: number, u: number, v: number, weight: number, sample: Float64Array): void {
  const light = k.y * Math.max(0, y - k.black);
  accumulate(
    sample,
    whole(light + k.rv * v),
    whole(light + k.gu * u + k.gv * v),
    whole(light + k.bu * u),
    weight,
  );
}

function accumulate(sample: Float64Array, r: number, g: number, b: number, weight: number): void {
  sample[0] = (sample[0] as number) + weight * r;
  sample[1] = (sample[1] as number) + weight * g;
  sample[2] = (sample[2] as number) + weight * b;
}

const address = (plane: Plane, x: number, y: number) =>
  plane.offset + (y >> plane.shift) * plane.stride + (x >> plane.shift) * plane.step;

/** The whole value 0..255 that a decoder would have stored. */
const whole = (value: number) => Math.min(255, Math.max(0, Math.floor(value + 0.5)));
