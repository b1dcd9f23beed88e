import type { Picture, ToRgb } from './picture';
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
      if (picture.toRgb) convert(sample, picture.toRgb);
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
  if (weight === 0) return;
  const inside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
  if (!inside) return addBlack(picture.toRgb, weight, sample);
  for (let c = 0; c < 3; c++) {
    const plane = picture.planes[c as 0 | 1 | 2];
    const address = plane.offset + (y >> plane.shift) * plane.stride + (x >> plane.shift) * plane.step;
    sample[c] = (sample[c] as number) + weight * (picture.data[address] as number);
  }
}

function addBlack(toRgb: ToRgb | null, weight: number, sample: Float64Array): void {
  if (!toRgb) return;
  sample[0] = (sample[0] as number) + weight * toRgb.black;
  sample[1] = (sample[1] as number) + weight * 128;
  sample[2] = (sample[2] as number) + weight * 128;
}

function convert(sample: Float64Array, k: ToRgb): void {
  const [y, u, v] = [
    k.y * ((sample[0] as number) - k.black),
    (sample[1] as number) - 128,
    (sample[2] as number) - 128,
  ];
  sample[0] = clamp(y + k.rv * v);
  sample[1] = clamp(y + k.gu * u + k.gv * v);
  sample[2] = clamp(y + k.bu * u);
}

const clamp = (value: number) => Math.min(255, Math.max(0, value));
