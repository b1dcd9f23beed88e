/** The capture SDK: what a page of your own needs to measure one person. No DOM. */
export { CameraError, type CameraProblem, openCamera } from './camera';
export { Capture, type CaptureOptions, type Snapshot } from './capture';
export { COMPACT_INDICES } from './compact';
export { Connection, type ConnectionEvents, type Ended, type LinkState } from './connection';
export type { PointSet, Seen, Welcome, Zone } from './protocol';
export type { Face } from '../vision/landmarker';
export { Vision, type VisionEvents } from '../vision/vision';
