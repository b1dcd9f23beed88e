import { COMPACT_INDICES } from '../capture/compact';
import type { Seen } from '../capture/protocol';
import type { Face, Landmarker } from './landmarker';
import type { Picture } from './picture';
import type { Region } from './regions';
import { nextMissed } from './schedule';

/** One face is measured; a second one is looked for, so that it can be said that there are several. */
const MAX_FACES = 2;
/** A second face of at least so much of the largest one's width leaves it unclear who is meant. */
const RIVAL = 0.75;
/** While a face is followed nobody else is seen: look at the whole picture every so often. */
const LOOK_AROUND_EVERY = 10;

/**
 * Follows one person from picture to picture, by the rules of engagement/pipeline/frames.py: whoever is followed stays
 * the one who is meant, and others are only counted; where nobody is followed the largest face is meant, unless another
 * is nearly as large.
 */
export class Tracker {
  private region: Region | null = null;
  private missed = 0;
  private pictures = 0;

  constructor(private readonly landmarker: Pick<Landmarker, 'track' | 'find'>) {}

  async see(picture: Picture, capturedAt: number): Promise<Seen> {
    const looksAround = this.region !== null && this.pictures % LOOK_AROUND_EVERY === 0;
    const found = await this.landmarker.track(picture, this.region, MAX_FACES, this.missed);
    const others = looksAround ? await this.landmarker.find(picture, MAX_FACES, 0, found) : [];
    const face = isUnclear(found) ? null : (found[0] ?? null);
    this.region = face?.region ?? null;
    this.missed = nextMissed(this.missed, found.length > 0);
    this.pictures += 1;
    return seenOf(picture, capturedAt, face, found.length + others.length);
  }
}

/** Two of whom either might be the person; somebody far behind the largest one is a passer-by. */
function isUnclear([largest, ...others]: Face[]): boolean {
  return largest !== undefined && others.some(({ region }) => region[2] >= RIVAL * largest.region[2]);
}

function seenOf(picture: Picture, capturedAt: number, face: Face | null, faces: number): Seen {
  return {
    capturedAt,
    width: picture.width,
    height: picture.height,
    faces,
    reason: face ? 'known' : faces > 0 ? 'several_faces' : 'no_face',
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
