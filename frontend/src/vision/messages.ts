/** What the page and its vision worker say to each other. */
import type { Seen } from '../capture/protocol';
import type { Face } from './landmarker';

export type Frame = VideoFrame | ImageData;

export type ToWorker =
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
  | { type: 'seen'; seen: Seen }
  | { type: 'picture'; id: number; faces: Face[] };
