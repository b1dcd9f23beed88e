import { describe, expect, it } from 'vitest';
import { type CalibratedZone, frameOf, isUnsteady, onMap } from '../src/shared/calibration';

const zone = (name: CalibratedZone['zone'], yaw_deg: number, pitch_deg: number): CalibratedZone => ({
  zone: name,
  yaw_deg,
  pitch_deg,
  yaw_sd_deg: 8,
  pitch_sd_deg: 6,
});

it('is unsteady when looks at one place differ more than cameras do, in either angle', () => {
  expect(isUnsteady({ repeatability_deg: { yaw: 2, pitch: 4 } })).toBe(false);
  expect(isUnsteady({ repeatability_deg: { yaw: 2, pitch: 9 } })).toBe(true);
  expect(isUnsteady({ repeatability_deg: null })).toBe(false);
});

describe('the map of zones', () => {
  it('shows what is to the person’s left on the left, and what is below below', () => {
    const left = onMap({ yaw_deg: 30, pitch_deg: -20 });
    expect(left).toEqual({ x: -30, y: 20 });
  });

  it('holds every zone as far as a look counts, and the camera', () => {
    const [x, y, width, height] = frameOf([zone('screen', -5, -10), zone('notes', -30, -40)]);
    expect(x).toBeLessThan(0);
    expect(y).toBeLessThan(0);
    expect(x + width).toBeGreaterThan(30 + 1.5 * 8);
    expect(y + height).toBeGreaterThan(40 + 1.5 * 6);
  });
});
