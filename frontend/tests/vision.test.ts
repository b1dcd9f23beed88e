import { describe, expect, it } from 'vitest';
import { crop } from '../src/vision/crop';
import { candidates, type Detection, faceAt, merge } from '../src/vision/detector';
import { conversion, type Planes, pictureOfImage, unpack } from '../src/vision/picture';
import { quality } from '../src/vision/quality';
import {
  cropMatrix,
  overlap,
  type Region,
  regionOfBox,
  regionOfPoints,
  squareOf,
  surroundingsOf,
  tilesOf,
  toPicture,
} from '../src/vision/regions';
import { isFarDue, nextMissed, tilesDue } from '../src/vision/schedule';
import { Pace } from '../src/vision/watch';

/** The numbers of this file come from analysis/ (crop_matrix, region_of, Detection.region, overlap). */
describe('regions', () => {
  it('maps a crop to the picture', () => {
    const { xx, xy, x0, yx, yy, y0 } = cropMatrix([100, 80, 60, 60, 0.5], 192);
    const expected = [
      0.2742445505907415, -0.14982048081381344, 88.0552893014149, 0.14982048081381344, 0.2742445505907415,
      39.289756985162725,
    ];
    for (const [index, value] of [xx, xy, x0, yx, yy, y0].entries()) {
      expect(value).toBeCloseTo(expected[index] as number, 10);
    }
  });

  it('puts points of a crop back and scales their depth', () => {
    const points = new Float32Array([96, 96, 19.2, 0, 0, 0]);
    toPicture(points, [100, 80, 60, 60, 0], 192);
    expect(Array.from(points.slice(0, 2))).toEqual([100, 80]);
    expect(points[2]).toBeCloseTo(6, 5);
    expect(Array.from(points.slice(3, 5))).toEqual([70, 50]);
  });

  it('surrounds points, turned by the outer corners of the eyes', () => {
    const points = new Float32Array(478 * 3);
    for (let i = 0; i < 478; i++) {
      points[3 * i] = 200 + 50 * Math.sin(i * 1.7);
      points[3 * i + 1] = 150 + 70 * Math.cos(i * 2.3);
    }
    const expected = [
      200.00013114949283, 150.00049135075284, 209.99852594774148, 209.99852594774148, -0.8429839735803987,
    ];
    for (const [index, value] of regionOfPoints(points).entries()) {
      expect(value).toBeCloseTo(expected[index] as number, 4);
    }
  });

  it('surrounds a detected box, turned by the eyes', () => {
    const region = regionOfBox([10, 20, 110, 140], [30, 60, 80, 75]);
    expect(region.slice(0, 4)).toEqual([60, 80, 180, 180]);
    expect(region[4]).toBeCloseTo(0.2914567944778671, 12);
  });

  it('measures overlap as intersection over union', () => {
    expect(overlap([0, 0, 10, 10], [5, 5, 15, 20])).toBeCloseTo(0.1111111111111111, 12);
    expect(overlap([0, 0, 10, 10], [20, 20, 30, 30])).toBe(0);
  });
});

describe('the search', () => {
  it('looks into the four corners of a picture, and into two of a wide one', () => {
    expect(tilesOf(640, 480, [0, 1, 2, 3])).toEqual([
      [180, 180, 360, 360, 0],
      [460, 180, 360, 360, 0],
      [180, 300, 360, 360, 0],
      [460, 300, 360, 360, 0],
    ]);
    expect(tilesOf(640, 360, [0, 1, 2, 3])).toEqual([
      [180, 180, 360, 360, 0],
      [460, 180, 360, 360, 0],
    ]);
  });

  it('looks everywhere at first and everywhere once within forty pictures without anybody', () => {
    expect([isFarDue(0), tilesDue(0)]).toEqual([true, [0, 1, 2, 3]]);
    const missed = Array.from({ length: 40 }, () => 0);
    missed.reduce((last, _, index) => (missed[index] = nextMissed(last, false)), 0);
    expect(missed).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(missed.filter(isFarDue)).toEqual([5, 15, 25, 35]);
    expect(missed.filter((one) => tilesDue(one).length)).toEqual([10, 20, 30, 40]);
    expect(missed.flatMap(tilesDue)).toEqual([0, 1, 2, 3]);
    expect([nextMissed(40, false), nextMissed(7, true)]).toEqual([1, 0]);
  });
});

describe('detections', () => {
  it('are shares of the square around the picture, in pixels afterwards', () => {
    const box = new Float32Array(16).fill(0.5);
    box.set([0.5, 0.5, 0.25, 0.5]);
    const [face] = candidates(box, new Float32Array([0.9]), squareOf(640, 480), 0.5);
    // The square of 640 begins 80 above the picture.
    expect(face?.values.slice(0, 6)).toEqual([240, 80, 400, 400, 320, 240]);
  });

  it('below the lowest score of a look are left out', () => {
    const scores = new Float32Array([0.29, 0.31, 0.49]);
    const found = (minScore: number) =>
      candidates(new Float32Array(3 * 16), scores, squareOf(640, 480), minScore).length;
    expect([found(0.5), found(0.3)]).toEqual([0, 2]);
  });

  it('are confirmed by a box of at least 20 pixels that overlaps the region', () => {
    const region: Region = [100, 60, 60, 60, 0.5];
    expect(surroundingsOf(region)).toEqual([100, 60, 160, 160, 0]);
    const [near, beside, narrow] = [boxAt(85, 40), boxAt(108, 40), boxAt(90, 19.9)];
    expect(faceAt(region, [beside, near])).toBe(near);
    expect(faceAt(region, [beside])).toBeNull();
    expect(faceAt([100, 60, 30, 30, 0], [narrow])).toBeNull();
    expect(faceAt([100, 60, 30, 30, 0], [boxAt(90, 20)])).not.toBeNull();
  });

  it('of one face become their mean weighted by score', () => {
    const [one, other] = [candidateAt(0, 0.9), candidateAt(2, 0.6)];
    const merged = merge([other, candidateAt(50, 0.7), one]);
    expect(merged.map((face) => face.score)).toEqual([0.9, 0.7]);
    expect(merged[0]?.values[0]).toBeCloseTo(0.8, 12);
  });
});

function candidateAt(x: number, score: number) {
  return { score, values: [x, 0, x + 10, 10, ...Array(12).fill(x)] };
}

function boxAt(x: number, width: number): Detection {
  const box = [x, 50, x + width, 50 + width] as const;
  const eyes = [x + 0.3 * width, 60, x + 0.7 * width, 60] as const;
  return { score: 0.8, box, region: regionOfBox(box, eyes), share: width / 640 };
}

describe('crop', () => {
  const ramp = pictureOfImage({ width: 4, height: 4, data: ramps(4) });

  it('is bilinear at integer coordinates', () => {
    const out = new Float32Array(3);
    crop(ramp, { xx: 1, xy: 0, x0: 1.25, yx: 0, yy: 1, y0: 2.5 }, 1, 'replicate', [0, 255], out);
    expect(Array.from(out)).toEqual([13, 25, 38]);
  });

  it.each([
    ['replicate', 0],
    ['black', 15],
  ] as const)('continues beyond the edge: %s', (border, lost) => {
    const out = new Float32Array(3);
    crop(ramp, { xx: 1, xy: 0, x0: 3.5, yx: 0, yy: 1, y0: 0 }, 1, border, [0, 255], out);
    expect(out[0]).toBe(30 - lost);
  });

  it('maps 0..255 to the range of the network', () => {
    const out = new Float32Array(3);
    const white = pictureOfImage({ width: 1, height: 1, data: new Uint8ClampedArray([255, 0, 127.5, 255]) });
    crop(white, { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 }, 1, 'black', [-1, 1], out);
    expect(Array.from(out.slice(0, 2))).toEqual([1, -1]);
  });

  it('reads limited-range BT.601, the meaning of a camera that names no colour space', () => {
    const yuv = [81, 90, 240]; // pure red in the tables of BT.601
    const data = new Uint8Array([yuv[0], yuv[0], yuv[0], yuv[0], yuv[1], yuv[2]] as number[]);
    const planes: Planes = [
      { offset: 0, stride: 2, step: 1, shift: 0 },
      { offset: 4, stride: 1, step: 1, shift: 1 },
      { offset: 5, stride: 1, step: 1, shift: 1 },
    ];
    const picture = unpack(data, 2, 2, planes, conversion({ matrix: null, fullRange: null }));
    const out = new Float32Array(3);
    crop(picture, { xx: 1, xy: 0, x0: 1, yx: 0, yy: 1, y0: 1 }, 1, 'black', [0, 255], out);
    expect(out[0]).toBeCloseTo(254, -0.5);
    expect(Math.max(out[1] as number, out[2] as number)).toBeLessThan(2);
  });
});

/** Red rises by 10 a column, green by 20, blue by 30. */
function ramps(side: number): Uint8ClampedArray<ArrayBuffer> {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let i = 0; i < side * side; i++)
    data.set([1, 2, 3].map((step) => 10 * step * (i % side)).concat(255), 4 * i);
  return data;
}

it('calls a flat grey crop unsharp', () => {
  const marks = quality(new Float32Array(24 * 24 * 3).fill(102 / 255), 24);
  expect(marks.sharpness).toBeCloseTo(0, 9);
  expect(marks.exposure).toBeCloseTo(0.4, 6);
});

it('measures sharpness as v / (v + 100) of the Laplacian', () => {
  // A checkerboard of 100 and 110: the Laplacian is -40 or 40 everywhere, its variance 1600.
  const crop = Float32Array.from({ length: 24 * 24 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return (100 + 10 * ((pixel + Math.floor(pixel / 24)) % 2)) / 255;
  });
  expect(quality(crop, 24).sharpness).toBeCloseTo(1600 / 1700, 6);
});

it('lets five pictures a second through from thirty', () => {
  const pace = new Pace(5);
  const taken = Array.from({ length: 300 }, (_, frame) => pace.isDue(1000 + (frame * 1000) / 30)).filter(
    Boolean,
  );
  expect(taken.length).toBeGreaterThanOrEqual(49);
  expect(taken.length).toBeLessThanOrEqual(51);
});
