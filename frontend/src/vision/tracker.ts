import { COMPACT_INDICES } from '../capture/compact';
import type { Seen } from '../capture/protocol';
import type { Face, Landmarker } from './landmarker';
import type { Picture } from './picture';
import type { Region } from './regions';
import { nextMissed } from './schedule';

/** How often to look for a second face while the first one is followed. */
const LOOK_AROUND_S = 2;

/** Follows one person from picture to picture. */
export class Tracker {
  private region: Region | null = null;
  private faces = 0;
  private missed = 0;
  private lookAroundAt = 0;

  constructor(private readonly landmarker: Landmarker) {}

  async see(picture: Picture, capturedAt: number): Promise<Seen> {
    const [face] = await this.landmarker.track(picture, this.region, this.missed);
    this.region = face?.region ?? null;
    this.missed = nextMissed(this.missed, face !== undefined);
    await this.countFaces(picture, capturedAt, face);
    return seenOf(picture, capturedAt, face, this.faces);
  }

  private async countFaces(picture: Picture, capturedAt: number, face: Face | undefined): Promise<void> {
    if (!face) {
      this.faces = 0;
      this.lookAroundAt = 0;
    } else if (capturedAt >= this.lookAroundAt) {
      this.faces = Math.max(1, (await this.landmarker.find(picture, 2)).length);
      this.lookAroundAt = capturedAt + LOOK_AROUND_S;
    }
  }
}

function seenOf(picture: Picture, capturedAt: number, face: Face | undefined, faces: number): Seen {
  return {
    capturedAt,
    width: picture.width,
    height: picture.height,
    faces,
    reason: face ? 'known' : 'no_face',
    confidence: face?.presence ?? 0,
    sharpness: face?.sharpness ?? null,
    exposure: face?.exposure ?? null,
    points: face ? compact(face.points) : null,
  };
}

function compact(points: Float32Array): Float32Array {
  return Float32Array.from(
    COMPACT_INDICES.flatMap((index) => [...points.subarray(3 * index, 3 * index + 3)]),
  );
}
