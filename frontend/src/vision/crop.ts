import type { Picture } from './picture';
import type { Matrix } from './regions';

export type Border = 'black' | 'replicate';

/* Positions are rounded to 1/32 pixel after their summands were rounded to 1/1024, which is what OpenCV's warpAffine
 * does: so a crop is the one that Python sees, bit for bit. Whole numbers throughout keep it fast. */
const FINE_STEPS = 1024;
const HALF_STEP = 16;

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
  const low = range[0];
  const scale = (range[1] - low) / 255;
  const columnX = Int32Array.from({ length: size }, (_, i) => fine(matrix.xx * i));
  const columnY = Int32Array.from({ length: size }, (_, i) => fine(matrix.yx * i));
  for (let j = 0, o = 0; j < size; j++) {
    const rowX = fine(matrix.xy * j + matrix.x0) + HALF_STEP;
    const rowY = fine(matrix.yy * j + matrix.y0) + HALF_STEP;
    for (let i = 0; i < size; i++) {
      const rgb = bilinear(
        picture,
        border,
        (rowX + (columnX[i] as number)) >> 5,
        (rowY + (columnY[i] as number)) >> 5,
      );
      out[o++] = (rgb >> 16) * scale + low;
      out[o++] = ((rgb >> 8) & 255) * scale + low;
      out[o++] = (rgb & 255) * scale + low;
    }
  }
}

const fine = (coordinate: number) => Math.round(coordinate * FINE_STEPS);

/** The colour at a position in 1/32 pixels. */
function bilinear(picture: Picture, border: Border, x: number, y: number): number {
  const left = x >> 5;
  const top = y >> 5;
  const fx = x & 31;
  const fy = y & 31;
  const a = pixelAt(picture, left, top, border);
  const b = pixelAt(picture, left + 1, top, border);
  const c = pixelAt(picture, left, top + 1, border);
  const d = pixelAt(picture, left + 1, top + 1, border);
  const wb = fx * (32 - fy);
  const wc = (32 - fx) * fy;
  const wd = fx * fy;
  const wa = 1024 - wb - wc - wd;
  const red = (wa * (a >> 16) + wb * (b >> 16) + wc * (c >> 16) + wd * (d >> 16) + 512) >> 10;
  const green =
    (wa * ((a >> 8) & 255) + wb * ((b >> 8) & 255) + wc * ((c >> 8) & 255) + wd * ((d >> 8) & 255) + 512) >>
    10;
  const blue = (wa * (a & 255) + wb * (b & 255) + wc * (c & 255) + wd * (d & 255) + 512) >> 10;
  return (red << 16) | (green << 8) | blue;
}

function pixelAt({ pixels, width, height }: Picture, x: number, y: number, border: Border): number {
  if (x >= 0 && y >= 0 && x < width && y < height) return pixels[y * width + x] as number;
  if (border === 'black') return 0;
  const column = x < 0 ? 0 : x >= width ? width - 1 : x;
  const row = y < 0 ? 0 : y >= height ? height - 1 : y;
  return pixels[row * width + column] as number;
}
