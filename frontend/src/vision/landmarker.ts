import { crop } from './crop';
import { type Detection, Detector, SAME_FACE, SMALL } from './detector';
import type { Network, Networks } from './networks';
import type { Picture } from './picture';
import { quality } from './quality';
import { cropMatrix, overlap, type Region, regionOfPoints, regionOverlap, toPicture } from './regions';
import { isFarDue, tilesDue } from './schedule';

const FOLLOWED = 0.5;
/** Sum of two looks, and of the meshes' presence with this weight, from which something is a face. */
const ENOUGH = 1.4;
const PRESENCE_WEIGHT = 0.2;
/** What it counts for that a face was there in the last picture: as much as such a score. */
const KNOWN = 0.6;

export interface Face {
  /** x, y, z of 478 points in pixels of the picture. */
  points: Float32Array;
  /** How likely this is a face, 0..1. */
  presence: number;
  /** Where to look in the next picture. */
  region: Region;
  sharpness: number;
  exposure: number;
}

interface Look {
  points: Float32Array;
  presence: number;
  sharpness: number;
  exposure: number;
}

/** Finds and follows faces: the steps of analysis/face.py, for 478 points and one picture at a time. */
export class Landmarker {
  private readonly detector: Detector;

  constructor(private readonly networks: Networks) {
    this.detector = new Detector(networks);
  }

  /**
   * The face in a known region, or else what a search finds, `maxFaces` at most; the widest first.
   *
   * `missed` counts the pictures in a row without this person (`nextMissed`); 0 searches everywhere.
   */
  async track(picture: Picture, region: Region | null, maxFaces = 1, missed = 0): Promise<Face[]> {
    const face = region && (await this.follow(picture, region));
    return face ? [face] : this.find(picture, maxFaces, region ? 0 : missed);
  }

  /** The search in its three stages, near, far and farthest, for faces that are not `known`; those count as well. */
  async find(picture: Picture, maxFaces: number, missed = 0, known: readonly Face[] = []): Promise<Face[]> {
    const faces = [...known];
    if (faces.length >= maxFaces) return [];
    const near = await this.detector.near(picture);
    const isSmall = (box: Detection) => box.share < SMALL;
    await this.add(
      faces,
      picture,
      near.filter((box) => !isSmall(box)),
      maxFaces,
      true,
    );
    if (faces.length < maxFaces && isFarDue(missed)) {
      const far = await this.detector.far(picture);
      await this.add(faces, picture, [...far, ...near.filter(isSmall)], maxFaces);
    }
    const tiles = tilesDue(missed);
    if (faces.length === 0 && tiles.length > 0) {
      await this.add(faces, picture, await this.detector.farthest(picture, tiles), maxFaces);
    }
    return faces.slice(known.length).sort((a, b) => b.region[2] - a.region[2]);
  }

  /** Measures the likely ones of the boxes and keeps what is a face. */
  private async add(
    faces: Face[],
    picture: Picture,
    boxes: Detection[],
    maxFaces: number,
    isNear = false,
  ): Promise<void> {
    for (const { region, score } of likely(boxes, faces, maxFaces - faces.length)) {
      if (faces.length >= maxFaces) return;
      const face = await this.lookAgain(picture, region, score, isNear);
      if (face && !isKnown(face.region, faces)) faces.push(face);
    }
  }

  /** Steps 8 to 10; null where the face is lost. */
  private async follow(picture: Picture, region: Region): Promise<Face | null> {
    const seen = await this.look(478, picture, region);
    if (seen.presence > FOLLOWED) return faceOf(seen, seen.presence);
    const rough = await this.look(468, picture, region);
    if (rough.presence <= FOLLOWED) return this.lookAgain(picture, region, KNOWN);
    const again = await this.look(478, picture, regionOfPoints(rough.points));
    return faceOf(again, Math.max(rough.presence, again.presence));
  }

  /** Step 5, then 11 and 12: measures what a second look confirms. */
  private async lookAgain(
    picture: Picture,
    region: Region,
    score: number,
    isNear = false,
  ): Promise<Face | null> {
    const seen = await this.detector.again(picture, region);
    if (!seen || score + seen.score < ENOUGH - 2 * PRESENCE_WEIGHT) return null;
    const place = isNear ? meanOf(region, seen.region) : seen.region;
    return this.measureFound(picture, place, score + seen.score);
  }

  /** Steps 11 and 12. */
  private async measureFound(picture: Picture, region: Region, sum: number): Promise<Face | null> {
    const rough = await this.look(468, picture, region);
    const refined = regionOfPoints(rough.points);
    const seen = await this.look(478, picture, refined);
    const isEnough = (by468: number) => sum + PRESENCE_WEIGHT * (by468 + seen.presence) >= ENOUGH;
    let by468 = rough.presence;
    if (!isEnough(by468)) by468 = Math.max(by468, (await this.look(468, picture, refined)).presence);
    return isEnough(by468) ? faceOf(seen, Math.max(by468, seen.presence)) : null;
  }

  private async look(points: 468 | 478, picture: Picture, region: Region): Promise<Look> {
    const network: Network = points === 468 ? this.networks.mesh468 : this.networks.mesh478;
    const { size, range, input } = network;
    crop(picture, cropMatrix(region, size), size, 'replicate', range, input);
    const marks = points === 478 ? quality(input, size) : { sharpness: 0, exposure: 0 };
    const outputs = await network.run();
    if (!outputs.points || !outputs.presence)
      throw new Error('A mesh has the outputs "points" and "presence"');
    toPicture(outputs.points, region, size);
    return { points: outputs.points, presence: outputs.presence[0] as number, ...marks };
  }
}

/** The boxes that are worth a look, one more than wanted: the widest need not be a face. */
function likely(boxes: Detection[], faces: Face[], wanted: number): Detection[] {
  const distinct: Detection[] = [];
  for (const box of boxes) {
    const isNew = distinct.every((other) => overlap(box.box, other.box) < SAME_FACE);
    if (isNew && !isKnown(box.region, faces)) distinct.push(box);
  }
  return wanted > 0 ? distinct.sort((a, b) => b.share - a.share).slice(0, wanted + 1) : [];
}

const meanOf = (a: Region, b: Region) =>
  a.map((value, i) => (value + (b[i] as number)) / 2) as unknown as Region;

const isKnown = (region: Region, faces: Face[]) =>
  faces.some((face) => regionOverlap(region, face.region) >= SAME_FACE);

function faceOf(look: Look, presence: number): Face {
  return { ...look, presence, region: regionOfPoints(look.points) };
}
