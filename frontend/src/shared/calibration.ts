import type { State } from './measures';

export type ZoneName = 'screen' | 'second_screen' | 'notes';

/** What a person's self-test says, as `engagement/services/calibration.py` tells it. */
export interface Calibration {
  readonly sentences: readonly string[];
  readonly zones: readonly CalibratedZone[];
  /** Between looks at the same zone, one standard deviation; null before any was looked at twice. */
  readonly repeatability_deg: { readonly yaw: number; readonly pitch: number } | null;
}

/** A zone as wide as it is taken, the doubt about its centre included; degrees. */
export interface CalibratedZone {
  readonly zone: ZoneName;
  readonly yaw_deg: number;
  readonly pitch_deg: number;
  readonly yaw_sd_deg: number;
  readonly pitch_sd_deg: number;
}

export const STATE_ON = {
  screen: 'facing',
  second_screen: 'second_screen',
  notes: 'notes',
} as const satisfies Record<ZoneName, State>;

/** Cameras and faces differ by less: somebody looked elsewhere, or turned late. */
const UNSTEADY_DEG = 6;

export const isUnsteady = ({ repeatability_deg }: Pick<Calibration, 'repeatability_deg'>): boolean =>
  repeatability_deg !== null && Math.max(repeatability_deg.yaw, repeatability_deg.pitch) > UNSTEADY_DEG;

/** Left, top, width and height of a map, degrees. */
export type Frame = readonly [x: number, y: number, width: number, height: number];

/** Up to how many standard deviations a look counts as on a zone (`enter` of the default scoring; tests/frontend compares). */
export const REACH = 1.5;
const MARGIN_DEG = 3;

/** A direction on the map as the person sees it: their left is yaw +, and up is pitch +. */
export const onMap = ({ yaw_deg, pitch_deg }: Pick<CalibratedZone, 'yaw_deg' | 'pitch_deg'>) =>
  ({ x: -yaw_deg, y: -pitch_deg }) as const;

/** What holds all zones and the camera at (0, 0). */
export function frameOf(zones: readonly CalibratedZone[]): Frame {
  const places = zones.map((zone) => ({
    ...onMap(zone),
    rx: REACH * zone.yaw_sd_deg,
    ry: REACH * zone.pitch_sd_deg,
  }));
  const left = Math.min(0, ...places.map(({ x, rx }) => x - rx)) - MARGIN_DEG;
  const right = Math.max(0, ...places.map(({ x, rx }) => x + rx)) + MARGIN_DEG;
  const top = Math.min(0, ...places.map(({ y, ry }) => y - ry)) - MARGIN_DEG;
  const bottom = Math.max(0, ...places.map(({ y, ry }) => y + ry)) + MARGIN_DEG;
  return [left, top, right - left, bottom - top];
}
