import { crop } from './crop';
import type { Network, Networks } from './networks';
import type { Picture } from './picture';
import { type Box, cropMatrix, overlap, type Region, regionOfBox, squareOf } from './regions';

const MIN_SCORE = 0.5;
/** Intersection over union from which two boxes are one face. */
const SAME_FACE = 0.3;
/** Share of the picture's long side below which a short-range box is poor. */
const SMALL = 0.14;
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

/** Finds the faces of a picture, the widest first: steps 1 to 5 of analysis/face.py. */
export async function detect(networks: Networks, picture: Picture, maxFaces: number): Promise<Detection[]> {
  const near = await run(networks.shortRange, picture);
  const good = near.filter((face) => face.share >= SMALL);
  if (good.length < maxFaces) {
    const far = await run(networks.fullRange, picture);
    for (const face of [...far, ...near]) {
      if (good.every((other) => overlap(face.box, other.box) < SAME_FACE)) good.push(face);
    }
  }
  return good.sort((a, b) => b.share - a.share).slice(0, maxFaces);
}

async function run(network: Network, picture: Picture): Promise<Detection[]> {
  const { width, height } = picture;
  const matrix = cropMatrix(squareOf(width, height), network.size);
  crop(picture, matrix, network.size, 'black', network.range, network.input);
  const { boxes, scores } = await network.run();
  if (!boxes || !scores) throw new Error('A face detector has the outputs "boxes" and "scores"');
  return merge(candidates(boxes, scores, width, height)).map((face) =>
    detection(face, Math.max(width, height)),
  );
}

export function candidates(
  boxes: Float32Array,
  scores: Float32Array,
  width: number,
  height: number,
): Candidate[] {
  const side = Math.max(width, height);
  const corner = [(width - side) / 2, (height - side) / 2];
  const found: Candidate[] = [];
  scores.forEach((score, index) => {
    if (score < MIN_SCORE) return;
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
