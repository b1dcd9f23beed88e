import { describe, expect, it } from 'vitest';
import type { Face } from '../src/vision/landmarker';
import type { Picture } from '../src/vision/picture';
import type { Region } from '../src/vision/regions';
import { Tracker } from '../src/vision/tracker';

/* The rules are those of engagement/pipeline/frames.py (RIVAL, LOOK_AROUND_EVERY). */

const PICTURE: Picture = { width: 640, height: 480, pixels: new Int32Array(0) };

const face = (width: number): Face => ({
  points: new Float32Array(478 * 3),
  presence: 1,
  region: [320, 240, width, width, 0],
  sharpness: 0.5,
  exposure: 0.5,
});

/** What the pictures show, one after the other: the widths of the faces that a search finds. */
class Room {
  readonly asked: { region: Region | null; missed: number }[] = [];
  readonly lookedAround: number[] = [];

  constructor(private readonly pictures: number[][]) {}

  async track(_: Picture, region: Region | null, maxFaces?: number, missed = 0): Promise<Face[]> {
    const shown = (this.pictures[this.asked.length] ?? []).map(face);
    this.asked.push({ region, missed });
    return shown.slice(0, region ? 1 : maxFaces);
  }

  async find(_picture: Picture, maxFaces: number, _missed?: number, known: readonly Face[] = []) {
    this.lookedAround.push(this.asked.length - 1);
    return (this.pictures[this.asked.length - 1] ?? []).slice(known.length, maxFaces).map(face);
  }

  async play() {
    const tracker = new Tracker(this);
    const seen = [];
    for (const index of this.pictures.keys()) seen.push(await tracker.see(PICTURE, index));
    return seen;
  }
}

const play = (...pictures: number[][]) => new Room(pictures).play();

describe('the person at the camera', () => {
  it.each([
    [[], 'no_face', 0],
    [[100], 'known', 1],
    [[100, 74.9], 'known', 2],
    [[100, 75], 'several_faces', 2],
  ] as const)('is the largest face unless another is nearly as large: %j', async (widths, reason, faces) => {
    const [seen] = await play([...widths]);
    expect([seen?.reason, seen?.faces, seen?.points !== null]).toEqual([reason, faces, reason === 'known']);
  });

  it('stays the one who is followed when somebody comes as near', async () => {
    const seen = await play([100], [100, 100]);
    expect(seen[1]?.reason).toBe('known');
  });

  it('is not followed while it is unclear who is meant', async () => {
    const room = new Room([[100, 90], [100]]);
    const seen = await room.play();
    expect(room.asked[1]).toEqual({ region: null, missed: 0 });
    expect(seen[1]?.reason).toBe('known');
  });

  it('has others counted in every tenth picture', async () => {
    const room = new Room([[100], ...Array.from({ length: 20 }, () => [100, 95])]);
    const seen = await room.play();
    expect(room.lookedAround).toEqual([10, 20]);
    expect(seen.map(({ faces }) => faces).filter((faces) => faces === 2)).toHaveLength(2);
    expect(seen.every(({ reason }) => reason === 'known')).toBe(true);
  });

  it('is looked for by the schedule while absent', async () => {
    const room = new Room([[], [], [], [100], []]);
    await room.play();
    expect(room.asked.map(({ missed }) => missed)).toEqual([0, 1, 2, 3, 0]);
  });
});
