import { describe, expect, it } from 'vitest';
import page from '../../docs/protocol.md?raw';
import { drawback, hint } from '../src/capture/hints';
import { float16Bits } from '../src/capture/float16';
import {
  HEADER_BYTES,
  helloText,
  landmarksBytes,
  type PointSet,
  requirePoints,
  type Seen,
  statusText,
  type Zone,
} from '../src/capture/protocol';

const FACE: Seen = {
  capturedAt: 1_700_000_000.25,
  width: 640,
  height: 480,
  faces: 1,
  reason: 'known',
  confidence: 1,
  sharpness: 0.5,
  exposure: null,
  points: new Float32Array([300, 200, -10, 340, 280, 0, 320, 240, 20]),
};

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The bytes of a hex block of docs/protocol.md, up to where it leaves the rest out. */
function example(name: string): string {
  const block = page.split(`\`\`\`hex ${name}\n`)[1]?.split('```')[0] ?? '';
  return block.replace('...', '').trim().replace(/\s+/g, ' ');
}

function float16(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return exponent ? sign * 2 ** (exponent - 15) * (1 + fraction / 1024) : sign * 2 ** -24 * fraction;
}

describe('landmarks message', () => {
  it('has the documented bytes', () => {
    // Written down by hand from the layout: box centre (320, 240), half its longer side 40.
    expect(hex(landmarksBytes(7, FACE, 'compact'))).toBe(
      [
        '01 00 03 01', // landmarks, float16, compact, one face
        '07 00 00 00', // sequence
        '00 00 10 40 fc 54 d9 41', // captured_at as float64
        '00 ff 80 ff', // a face follows, confidence, sharpness, exposure unknown
        '80 02 e0 01', // 640 x 480
        '00 00 a0 43', // origin x 320
        '00 00 70 43', // origin y 240
        '00 00 20 42', // scale 40
        '00 00 00 00',
        '00 b8 00 bc 00 b4', // -0.5 -1 -0.25
        '00 38 00 3c 00 00', // 0.5 1 0
        '00 00 00 00 00 38', // 0 0 0.5
      ].join(' '),
    );
  });

  it.each([
    [null, 0],
    ['screen', 0b010],
    ['second_screen', 0b100],
    ['notes', 0b110],
  ] as [Zone | null, number][])('says in its flags that %s is being taught', (zone, flags) => {
    expect(new DataView(landmarksBytes(7, FACE, 'compact', zone)).getUint8(1)).toBe(flags);
  });

  it.each([
    ['mesh478', 1, 478],
    ['mesh468', 2, 468],
    ['compact', 3, 66],
    ['ibug68', 4, 68],
  ] as [PointSet, number, number][])('holds the points of %s', (pointSet, code, count) => {
    const points = new Float32Array(3 * count).fill(1);
    requirePoints(points, pointSet);
    expect(() => requirePoints(points.subarray(3), pointSet)).toThrow(`${3 * count} numbers`);
    const bytes = landmarksBytes(7, { ...FACE, points }, pointSet);
    expect(bytes.byteLength).toBe(HEADER_BYTES + 6 * count);
    expect(new DataView(bytes).getUint8(2)).toBe(code);
  });

  it('carries a reason instead of points', () => {
    const bytes = landmarksBytes(
      8,
      { ...FACE, faces: 0, reason: 'no_face', confidence: 0, points: null },
      'compact',
    );
    expect(bytes.byteLength).toBe(HEADER_BYTES);
    const view = new DataView(bytes);
    expect([view.getUint8(2), view.getUint8(3), view.getUint8(16)]).toEqual([0, 0, 1]);
    expect(view.getFloat32(32, true)).toBeGreaterThan(0);
  });

  it('is the documented example of a face', () => {
    const [x, y, scale] = [320.5, 240.25, 96];
    const points = new Float32Array(198).map((_, i) => [x, y, 0][i % 3] as number);
    points.set([
      x + 0.5 * scale,
      y - 0.25 * scale,
      0.125 * scale,
      x - scale,
      y,
      0,
      x + scale,
      y + 0.25 * scale,
      0,
    ]);
    const bytes = hex(
      landmarksBytes(
        7,
        { ...FACE, capturedAt: 1_700_000_000, sharpness: 0.8, exposure: 0.6, points },
        'compact',
      ),
    );
    expect(bytes.slice(0, example('landmarks').length)).toBe(example('landmarks'));
  });

  it('is the documented example of no face', () => {
    const nobody = { faces: 0, reason: 'no_face', confidence: 0, exposure: 0.2, points: null } as const;
    const bytes = landmarksBytes(8, { ...FACE, ...nobody, sharpness: null }, 'compact');
    expect(hex(bytes)).toBe(example('no face'));
  });

  it('keeps points to a four-thousandth of the width of the face', () => {
    const points = Float32Array.from({ length: 198 }, (_, i) => 300 + 90 * Math.sin(i * 12.9898));
    const view = new DataView(landmarksBytes(1, { ...FACE, points }, 'compact'));
    const [x, scale] = [view.getFloat32(24, true), view.getFloat32(32, true)];
    for (let i = 0; i < points.length; i += 3) {
      const read = x + scale * float16(view.getUint16(HEADER_BYTES + 2 * i, true));
      expect(Math.abs(read - (points[i] as number))).toBeLessThan(180 / 4000);
    }
  });
});

describe('hints', () => {
  // 56 points of a face of 80 pixels, then ten of its irises.
  const points = Float32Array.from({ length: 198 }, (_, i) => 200 + 80 * (((i * 7) % 56) / 55));
  const good: Seen = { ...FACE, points, sharpness: 0.5, exposure: 0.5 };

  it.each([
    ['known', {}],
    // Others are counted; that it is unclear who is meant, only the finder can say.
    ['known', { faces: 2 }],
    ['several_faces', { faces: 2, points: null, reason: 'several_faces' }],
    ['too_small', { points: points.map((value) => value / 6) }],
    ['too_dark', { exposure: 0.01 }],
    ['blurred', { sharpness: 0.005 }],
    ['cut_off', { width: 240 }],
    ['no_face', { points: null, reason: 'no_face' }],
  ] as [string, Partial<Seen>][])('%s', (reason, change) => {
    expect(hint({ ...good, ...change })).toBe(reason);
  });

  it.each([
    ['known', {}],
    ['too_small', { points: points.map((value) => value / 4) }],
    ['too_dark', { exposure: 0.05 }],
    ['blurred', { sharpness: 0.03 }],
  ] as [string, Partial<Seen>][])(
    '%s makes a measure less exact, and no more than that',
    (reason, change) => {
      expect(drawback({ ...good, ...change })).toBe(reason);
      expect(hint({ ...good, ...change })).toBe('known');
    },
  );
});

describe('float16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [1e9, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [0.333251953125, 0x3555],
    [2 ** -14 - 2 ** -26, 0x0400],
  ])('%d is %i', (value, bits) => {
    expect(float16Bits(value)).toBe(bits);
  });

  it('gives NaN for NaN', () => {
    expect(float16Bits(Number.NaN)).toBe(0x7e00);
  });
});

describe('text messages', () => {
  it('says hello with the names of the protocol', () => {
    const hello = {
      token: 't',
      pointSet: 'compact',
      picture: [640, 480],
      fovDeg: null,
      mirrored: false,
    } as const;
    expect(JSON.parse(helloText({ ...hello, picture: [640, 480], client: 'test/1' }, 12.5))).toEqual({
      type: 'hello',
      protocol: 1,
      token: 't',
      point_set: 'compact',
      picture: [640, 480],
      fov_deg: null,
      mirrored: false,
      sent_at: 12.5,
      client: 'test/1',
    });
  });

  it('numbers a status like an observation', () => {
    expect(JSON.parse(statusText(3, 1.5, 'camera_off'))).toEqual({
      type: 'status',
      sequence: 3,
      captured_at: 1.5,
      reason: 'camera_off',
    });
  });
});
