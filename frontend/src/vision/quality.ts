/** Variance of the Laplacian that counts as half sharp. */
const SHARP_VARIANCE = 100;

/** Sharpness and exposure, 0..1, of the middle two thirds of a crop of RGB values 0..1. */
export function quality(crop: Float32Array, size: number): { sharpness: number; exposure: number } {
  const luma = lumaOf(crop);
  const margin = Math.floor(size / 6);
  let [count, sum, squares, light] = [0, 0, 0, 0];
  for (let y = margin; y < size - margin; y++) {
    for (let x = margin; x < size - margin; x++) {
      const edge = laplacian(luma, y * size + x, size);
      count += 1;
      sum += edge;
      squares += edge * edge;
      light += luma[y * size + x] as number;
    }
  }
  const variance = squares / count - (sum / count) ** 2;
  return { sharpness: variance / (variance + SHARP_VARIANCE), exposure: light / count / 255 };
}

function lumaOf(crop: Float32Array): Float32Array {
  const luma = new Float32Array(crop.length / 3);
  for (let i = 0; i < luma.length; i++) {
    const [r, g, b] = [crop[3 * i] as number, crop[3 * i + 1] as number, crop[3 * i + 2] as number];
    luma[i] = Math.round(255 * (0.299 * r + 0.587 * g + 0.114 * b));
  }
  return luma;
}

function laplacian(luma: Float32Array, at: number, size: number): number {
  const across = (luma[at - 1] as number) + (luma[at + 1] as number);
  const along = (luma[at - size] as number) + (luma[at + size] as number);
  return across + along - 4 * (luma[at] as number);
}
