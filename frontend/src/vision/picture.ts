/** A picture in memory, in whatever layout it came; samples of channel c at (x, y) lie at
 * `offset + (y >> shift) * stride + (x >> shift) * step` of `data`. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array | Uint8ClampedArray;
  /** Red, green and blue; or Y, U and V where `toRgb` says how they become RGB. */
  planes: readonly [Plane, Plane, Plane];
  toRgb: ToRgb | null;
}

export interface Plane {
  offset: number;
  stride: number;
  step: number;
  shift: 0 | 1;
}

/** r = y (Y - black) + rv (V - 128) and so on, all in 0..255. */
export interface ToRgb {
  black: number;
  y: number;
  rv: number;
  gu: number;
  gv: number;
  bu: number;
}

/** Share of red and of blue in the luma. */
const LUMA: Record<string, [number, number]> = { bt709: [0.2126, 0.0722], bt601: [0.299, 0.114] };

export function pictureOfImage(image: Pick<ImageData, 'width' | 'height' | 'data'>): Picture {
  const planes = interleaved(image.width * 4, [0, 1, 2]);
  return { width: image.width, height: image.height, data: image.data, planes, toRgb: null };
}

/** Copies a frame's pixels out; the frame stays the caller's to close. */
export async function pictureOfFrame(frame: VideoFrame): Promise<Picture> {
  const layoutOf = LAYOUTS[frame.format ?? ''];
  const rect = frame.visibleRect;
  if (!layoutOf || !rect) return pictureOfImage(paint(frame));
  const data = new Uint8Array(frame.allocationSize());
  const layout = await frame.copyTo(data);
  const toRgb = layoutOf === yuv420 || layoutOf === nv12 ? conversion(frame.colorSpace) : null;
  return { width: rect.width, height: rect.height, data, planes: layoutOf(layout), toRgb };
}

type Planes = Picture['planes'];

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
