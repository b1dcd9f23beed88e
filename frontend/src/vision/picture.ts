/** A picture in memory: one 0xRRGGBB a pixel, row by row. */
export interface Picture {
  width: number;
  height: number;
  pixels: Int32Array;
}

/** Where the samples of one channel lie: (x, y) at `offset + (y >> shift) * stride + (x >> shift) * step`. */
export interface Plane {
  offset: number;
  stride: number;
  step: number;
  shift: 0 | 1;
}

/** Red, green and blue; or Y, U and V. */
export type Planes = readonly [Plane, Plane, Plane];

/** r = y (Y - black) + rv (V - 128) and so on, all in 0..255. */
export interface ToRgb {
  black: number;
  y: number;
  rv: number;
  gu: number;
  gv: number;
  bu: number;
}

/** YUV becomes RGB in fractions of 2^-20, as in OpenCV. */
const ONE = 2 ** 20;

/** Share of red and of blue in the luma. */
const LUMA: Record<string, [number, number]> = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114] };

export function pictureOfImage(image: Pick<ImageData, 'width' | 'height' | 'data'>): Picture {
  return unpack(image.data, image.width, image.height, interleaved(image.width * 4, [0, 1, 2]), null);
}

/** Copies a frame's pixels out; the frame stays the caller's to close. */
export async function pictureOfFrame(frame: VideoFrame): Promise<Picture> {
  const layoutOf = LAYOUTS[frame.format ?? ''];
  const rect = frame.visibleRect;
  if (!layoutOf || !rect) return pictureOfImage(paint(frame));
  const data = new Uint8Array(frame.allocationSize());
  const planes = layoutOf(await frame.copyTo(data));
  const toRgb = layoutOf === yuv420 || layoutOf === nv12 ? conversion(frame.colorSpace) : null;
  return unpack(data, rect.width, rect.height, planes, toRgb);
}

/** Makes whole RGB values, as a decoder stores them, of any layout. */
export function unpack(
  data: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  planes: Planes,
  toRgb: ToRgb | null,
): Picture {
  const pixels = new Int32Array(width * height);
  const convert = toRgb && converter(toRgb);
  const [{ shift: shift0, step: step0 }, { shift: shift1, step: step1 }, { shift: shift2, step: step2 }] =
    planes;
  for (let y = 0, at = 0; y < height; y++) {
    const [row0, row1, row2] = [rowOf(planes[0], y), rowOf(planes[1], y), rowOf(planes[2], y)];
    for (let x = 0; x < width; x++, at++) {
      const a = data[row0 + (x >> shift0) * step0] as number;
      const b = data[row1 + (x >> shift1) * step1] as number;
      const c = data[row2 + (x >> shift2) * step2] as number;
      pixels[at] = convert ? convert(a, b - 128, c - 128) : (a << 16) | (b << 8) | c;
    }
  }
  return { width, height, pixels };
}

const rowOf = (plane: Plane, y: number) => plane.offset + (y >> plane.shift) * plane.stride;

/** From Y, and U and V around 0, to a pixel. */
function converter(toRgb: ToRgb): (y: number, u: number, v: number) => number {
  const black = toRgb.black;
  const ky = Math.round(toRgb.y * ONE);
  const rv = Math.round(toRgb.rv * ONE);
  const gu = Math.round(toRgb.gu * ONE);
  const gv = Math.round(toRgb.gv * ONE);
  const bu = Math.round(toRgb.bu * ONE);
  return (y, u, v) => {
    const light = (y > black ? y - black : 0) * ky + ONE / 2;
    const red = byte((light + rv * v) >> 20);
    const green = byte((light + gu * u + gv * v) >> 20);
    return (red << 16) | (green << 8) | byte((light + bu * u) >> 20);
  };
}

const byte = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value);

const LAYOUTS: Record<string, ((layout: PlaneLayout[]) => Planes) | undefined> = {
  I420: yuv420,
  NV12: nv12,
  RGBA: ([plane]) => interleaved(plane?.stride ?? 0, [0, 1, 2]),
  RGBX: ([plane]) => interleaved(plane?.stride ?? 0, [0, 1, 2]),
  BGRA: ([plane]) => interleaved(plane?.stride ?? 0, [2, 1, 0]),
  BGRX: ([plane]) => interleaved(plane?.stride ?? 0, [2, 1, 0]),
};

function interleaved(stride: number, offsets: [number, number, number]): Planes {
  return offsets.map((offset) => ({ offset, stride, step: 4, shift: 0 })) as unknown as Planes;
}

function yuv420([y, u, v]: PlaneLayout[]): Planes {
  if (!y || !u || !v) throw new Error('An I420 frame has three planes');
  return [
    { ...y, step: 1, shift: 0 },
    { ...u, step: 1, shift: 1 },
    { ...v, step: 1, shift: 1 },
  ];
}

function nv12([y, uv]: PlaneLayout[]): Planes {
  if (!y || !uv) throw new Error('An NV12 frame has two planes');
  return [
    { ...y, step: 1, shift: 0 },
    { ...uv, step: 2, shift: 1 },
    { ...uv, offset: uv.offset + 1, step: 2, shift: 1 },
  ];
}

/** Cameras often leave the colour space out; limited-range BT.601 is what they mean then. */
export function conversion(space: Pick<VideoColorSpace, 'matrix' | 'fullRange'>): ToRgb {
  const [red, blue] = LUMA[space.matrix ?? 'bt601'] ?? (LUMA.bt601 as [number, number]);
  const full = space.fullRange ?? false;
  const chroma = full ? 1 : 255 / 224;
  const [rv, bu] = [2 * (1 - red) * chroma, 2 * (1 - blue) * chroma];
  const green = 1 - red - blue;
  return {
    black: full ? 0 : 16,
    y: full ? 1 : 255 / 219,
    rv,
    gu: (-blue * bu) / green,
    gv: (-red * rv) / green,
    bu,
  };
}

let canvas: OffscreenCanvas | null = null;

function paint(frame: VideoFrame): ImageData {
  canvas ??= new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
  [canvas.width, canvas.height] = [frame.displayWidth, frame.displayHeight];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser has no 2d canvas in workers');
  context.drawImage(frame, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
