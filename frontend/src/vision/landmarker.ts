import { crop } from './crop';
import { detect } from './detector';
import type { Network, Networks } from './networks';
import type { Picture } from './picture';
import { quality } from './quality';
import { cropMatrix, type Region, regionOfPoints, toPicture } from './regions';

const FOLLOWED = 0.5;
const FOUND = 0.1;
const FOUND_BY_478 = 0.3;

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
  constructor(private readonly networks: Networks) {}

  /** The face in a known region, or else the faces that a fresh search finds; the widest first. */
  async track(picture: Picture, region: Region | null): Promise<Face[]> {
    const face = region && (await this.follow(picture, region));
    return face ? [face] : this.find(picture, 1);
  }

  async find(picture: Picture, maxFaces: number): Promise<Face[]> {
    const faces: Face[] = [];
    for (const { region } of await detect(this.networks, picture, maxFaces)) {
      const face = await this.measureFound(picture, region);
      if (face) faces.push(face);
    }
    return faces;
  }

  /** Steps 8 and 9; null where the face is lost. */
  private async follow(picture: Picture, region: Region): Promise<Face | null> {
    const seen = await this.look(478, picture, region);
    if (seen.presence > FOLLOWED) return faceOf(seen, seen.presence);
    const rough = await this.look(468, picture, region);
    if (rough.presence <= FOLLOWED) return null;
    const again = await this.look(478, picture, regionOfPoints(rough.points));
    return faceOf(again, Math.max(rough.presence, again.presence));
  }

  /** Steps 11 and 12. */
  private async measureFound(picture: Picture, region: Region): Promise<Face | null> {
    const rough = await this.look(468, picture, region);
    const refined = regionOfPoints(rough.points);
    let by468 = rough.presence;
    if (by468 <= FOUND) by468 = Math.max(by468, (await this.look(468, picture, refined)).presence);
    const seen = await this.look(478, picture, refined);
    if (by468 <= FOUND && seen.presence <= FOUND_BY_478) return null;
    return faceOf(seen, Math.max(by468, seen.presence));
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

function faceOf(look: Look, presence: number): Face {
  return { ...look, presence, region: regionOfPoints(look.points) };
}
