/** The capture SDK: what a page of your own needs to measure one person. No DOM. */
export { type CameraDevice, CameraError, type CameraProblem, listCameras, openCamera } from './camera';
export { Capture, type CaptureOptions, type Given, type Missed, type Snapshot } from './capture';
export { COMPACT_INDICES } from './compact';
export { Connection, type ConnectionEvents, type Ended, type LinkState } from './connection';
export type { Cost } from './guard';
export type { CameraState } from './keeper';
export { fromMediaPipe, type Normalized } from './mediapipe';
export type { PointSet, Reason, Seen, Shot, Welcome, Zone } from './protocol';
export type { Face } from '../vision/landmarker';
export { Vision, type VisionEvents } from '../vision/vision';
