import { describe, expect, it } from 'vitest';
import { arc, faces, outline, rotation, seen, surface, turn, type Vector } from '../src/shared/head';

const AHEAD: Vector = [0, 0, -1];
const POSES: [number, number, number][] = [
  [0, 0, 0],
  [40, 0, 0],
  [-25, 30, 10],
  [70, -35, -20],
];

/** Points all over the ellipsoid with half axes 0.76, 1, 0.88. */
function* ellipsoid(): Generator<Vector> {
  for (let azimuth = -180; azimuth < 180; azimuth += 3)
    for (let elevation = -90; elevation <= 90; elevation += 3) yield surface(azimuth, elevation);
}

describe('a turned head', () => {
  it('points its nose to the picture’s right for positive yaw and up for positive pitch', () => {
    const [right, ,] = turn(rotation(30, 0, 0), AHEAD);
    const [, down] = turn(rotation(0, 20, 0), AHEAD);
    expect(right).toBeCloseTo(Math.sin(Math.PI / 6));
    expect(down).toBeCloseTo(-Math.sin(Math.PI / 9));
  });

  it('turns clockwise on the screen for positive roll', () => {
    const [x, y] = turn(rotation(0, 0, 90), [1, 0, 0]);
    expect([x, y]).toEqual([expect.closeTo(0), expect.closeTo(1)]);
  });

  it('is turned by yaw after pitch after roll', () => {
    const steps = turn(
      rotation(35, 0, 0),
      turn(rotation(0, -20, 0), turn(rotation(0, 0, 15), [0.3, -0.5, 0.7])),
    );
    expect(turn(rotation(35, -20, 15), [0.3, -0.5, 0.7])).toEqual(
      steps.map((value) => expect.closeTo(value)),
    );
  });

  it.each(POSES)('has the outline of all its surface points at %d, %d, %d', (yaw, pitch, roll) => {
    const r = rotation(yaw, pitch, roll);
    const { rx, ry, angle } = outline(r);
    const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    let farthest = 0;
    for (const point of ellipsoid()) {
      const [x, y] = turn(r, point);
      farthest = Math.max(farthest, ((c * x + s * y) / rx) ** 2 + ((c * y - s * x) / ry) ** 2);
    }
    expect(farthest).toBeLessThanOrEqual(1 + 1e-9);
    expect(farthest).toBeGreaterThan(0.99);
  });

  it('moves what is on the far side to the outline', () => {
    const r = rotation(80, 0, 0);
    const hidden = surface(60, 0);
    const { ry: halfWidth } = outline(r); // the head is higher than wide
    expect(faces(r, hidden)).toBe(false);
    expect(seen(r, hidden)[0]).toBeCloseTo(halfWidth);
  });

  it('hides the eye that is turned away', () => {
    const r = rotation(75, 0, 0);
    expect(arc(r, 26, 31, 5)).toEqual([]);
    expect(arc(r, -31, -26, 5).length).toBeGreaterThan(0);
  });
});
