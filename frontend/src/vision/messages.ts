/** What the page and its vision worker say to each other. */
import type { Seen, Shot } from '../capture/protocol';
import type { Face } from './landmarker';

export type Frame = VideoFrame | ImageData;

/** What the worker makes of the camera: points of a face, pictures to be sent, or nothing (it only keeps time). */
export type Measure = 'landmarks' | 'frames' | 'nothing';

export type ToWorker =
  /** Comes first, once. */
  | { type: 'begin'; measure: Measure }
  /** Measure a camera; without `frames` the worker asks for each with `grab`. */
  | { type: 'watch'; frames: ReadableStream<VideoFrame> | null; rateHz: number }
  | { type: 'rate'; rateHz: number }
  | { type: 'unwatch' }
  | { type: 'grabbed'; frame: Frame | null }
  | { type: 'picture'; id: number; image: Frame };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'failed'; message: string }
  /** Once a second, also while the page is hidden. */
  | { type: 'tick' }
  | { type: 'grab' }
  /** `ms`: how long the picture took. */
  | { type: 'seen'; seen: Seen; ms: number }
  | { type: 'shot'; shot: Shot; ms: number }
  | { type: 'picture'; id: number; faces: Face[] };
