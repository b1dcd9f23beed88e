import { crop } from './crop';
import type { Network, Networks } from './networks';
import type { Picture } from './picture';
import {
  type Box,
  cropMatrix,
  overlap,
  type Region,
  regionOfBox,
  regionOverlap,
  squareOf,
  surroundingsOf,
  tilesOf,
} from './regions';

export const TILES = 4;
/** Share of the picture's long side below which a short-range box is poor. */
export const SMALL = 0.14;
const LIKELY = 0.5;
/** Least score of full range. */
const POSSIBLE = 0.3;
/** Least score of a second look: it is added to the first one's. */
const CONCEIVABLE = 0.1;
/** Intersection over union from which two boxes or regions are one face. */
export const SAME_FACE = 0.3;
/** Pixels. Nothing can be measured of a narrower face, and anything can look like one. */
const NARROWEST = 20;
/** Values per box: centre, size and six keypoints. */
const VALUES = 16;

export interface Detection {
  score: number;
  box: Box;
  region: Region;
  /** Width as a share of the picture's long side. */
  share: number;
}

/** Left, top, right, bottom, then six keypoints; in pixels. */
interface Candidate {
  score: number;
  values: number[];
}

/** Where the detectors look: steps 1 to 5 of analysis/face.py. */
export class Detector {
  constructor(private readonly networks: Networks) {}

  near(picture: Picture): Promise<Detection[]> {
    return run(this.networks.shortRange, picture, [squareOf(picture.width, picture.height)], LIKELY);
  }

  far(picture: Picture): Promise<Detection[]> {
    return run(this.networks.fullRange, picture, [squareOf(picture.width, picture.height)], POSSIBLE);
  }

  farthest(picture: Picture, tiles: readonly number[]): Promise<Detection[]> {
    return run(this.networks.fullRange, picture, tilesOf(picture.width, picture.height, tiles), POSSIBLE);
  }

  /** A second look, closer and with the surroundings: what is no face rarely passes it. */
  async again(picture: Picture, region: Region): Promise<Detection | null> {
    const boxes = await run(this.networks.fullRange, picture, [surroundingsOf(region)], CONCEIVABLE);
    return faceAt(region, boxes);
  }
}

/** The likeliest of the boxes that overlap a region. */
export function faceAt(region: Region, boxes: Detection[]): Detection | null {
  const isThere = ({ box, region: found }: Detection) =>
    regionOverlap(found, region) >= SAME_FACE && box[2] - box[0] >= NARROWEST;
  return boxes.find(isThere) ?? null;
}

async function run(
  network: Network,
  picture: Picture,
  squares: readonly Region[],
  minScore: number,
): Promise<Detection[]> {
  const found: Candidate[] = [];
  for (const square of squares) {
    crop(picture, cropMatrix(square, network.size), network.size, 'black', network.range, network.input);
    const { boxes, scores } = await network.run();
    if (!boxes || !scores) throw new Error('A face detector has the outputs "boxes" and "scores"');
    found.push(...candidates(boxes, scores, square, minScore));
  }
  return merge(found).map((face) => detection(face, Math.max(picture.width, picture.height)));
}

export function candidates(
  boxes: Float32Array,
  scores: Float32Array,
  square: Region,
  minScore: number,
): Candidate[] {
  const [x0, y0, side] = square;
  const corner = [x0 - side / 2, y0 - side / 2];
  const found: Candidate[] = [];
  scores.forEach((score, index) => {
    if (score < minScore) return;
    const [x, y, w, h, ...keypoints] = boxes.subarray(
      index * VALUES,
      (index + 1) * VALUES,
    ) as unknown as number[];
    const [cx, cy, hw, hh] = [x as number, y as number, (w as number) / 2, (h as number) / 2];
    const shares = [cx - hw, cy - hh, cx + hw, cy + hh, ...keypoints];
    found.push({ score, values: shares.map((value, axis) => value * side + (corner[axis % 2] as number)) });
  });
  return found;
}

/** Weighted non-maximum suppression: what overlaps the best becomes their mean, weighted by score. */
export function merge(faces: Candidate[]): Candidate[] {
  let rest = [...faces].sort((a, b) => b.score - a.score);
  const merged: Candidate[] = [];
  while (rest[0]) {
    const best = rest[0];
    const isSame = (face: Candidate) => face === best || overlap(boxOf(best), boxOf(face)) > SAME_FACE;
    merged.push(mean(rest.filter(isSame)));
    rest = rest.filter((face) => !isSame(face));
  }
  return merged;
}

function mean(faces: Candidate[]): Candidate {
  const total = faces.reduce((sum, face) => sum + face.score, 0);
  const best = faces[0] as Candidate;
  const values = best.values.map(
    (_, index) => faces.reduce((sum, face) => sum + face.score * (face.values[index] as number), 0) / total,
  );
  return { score: best.score, values };
}

const boxOf = (face: Candidate) => face.values.slice(0, 4) as unknown as Box;

function detection(face: Candidate, side: number): Detection {
  const box = boxOf(face);
  const eyes = face.values.slice(4, 8) as unknown as [number, number, number, number];
  return { score: face.score, box, region: regionOfBox(box, eyes), share: (box[2] - box[0]) / side };
}
