import type { Seen, Shot } from '../capture/protocol';
import type { Face } from './landmarker';
import { Player } from './player';
import type { Frame, FromWorker, Measure, ToWorker } from './messages';

/** Chromium's way to hand a camera's frames to a worker; not yet in TypeScript's library for pages. */
declare const MediaStreamTrackProcessor: {
  new (options: { track: MediaStreamTrack; maxBufferSize: number }): { readable: ReadableStream<VideoFrame> };
};

export interface VisionEvents {
  ready(): void;
  failed(message: string): void;
  /** Once a second, also while the page is hidden. */
  tick(): void;
  /** `ms`: how long the picture took. */
  seen(seen: Seen, ms: number): void;
  /** A picture to be sent, where pictures are. */
  shot?(shot: Shot, ms: number): void;
  /** Takes one picture of the camera, for browsers that cannot hand its frames to a worker; else a video is played. */
  grab?: (() => Frame | null) | undefined;
}

interface Answer {
  resolve(faces: Face[]): void;
  reject(error: Error): void;
}

/** The page's end of the vision worker. */
export class Vision {
  private readonly worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  private readonly answers = new Map<number, Answer>();
  private pictures = 0;
  private player: Player | null = null;

  constructor(
    private readonly events: VisionEvents,
    measure: Measure = 'landmarks',
  ) {
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.receive(data);
    this.worker.onerror = (event) => this.fail(event.message);
    this.send({ type: 'begin', measure });
  }

  watch(track: MediaStreamTrack, rateHz: number): void {
    if ('MediaStreamTrackProcessor' in globalThis) {
      const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
      this.send({ type: 'watch', frames: readable, rateHz }, [readable]);
    } else {
      this.player?.end();
      this.player = this.events.grab ? null : new Player(track);
      this.send({ type: 'watch', frames: null, rateHz });
    }
  }

  setRate(rateHz: number): void {
    this.send({ type: 'rate', rateHz });
  }

  unwatch(): void {
    this.player?.end();
    this.player = null;
    this.send({ type: 'unwatch' });
  }

  /** The faces of a picture (at most one), as they are found in the camera's. */
  analysePicture(image: Frame): Promise<Face[]> {
    const id = this.pictures++;
    this.send({ type: 'picture', id, image }, 'close' in image ? [image] : []);
    return new Promise((resolve, reject) => this.answers.set(id, { resolve, reject }));
  }

  close(): void {
    this.player?.end();
    this.worker.terminate();
  }

  private receive(message: FromWorker): void {
    switch (message.type) {
      case 'ready':
        return this.events.ready();
      case 'failed':
        return this.fail(message.message);
      case 'tick':
        return this.events.tick();
      case 'seen':
        return this.events.seen(message.seen, message.ms);
      case 'shot':
        return this.events.shot?.(message.shot, message.ms);
      case 'grab':
        return this.grab();
      case 'picture':
        this.answers.get(message.id)?.resolve(message.faces);
        this.answers.delete(message.id);
    }
  }

  private fail(message: string): void {
    for (const answer of this.answers.values()) answer.reject(new Error(message));
    this.answers.clear();
    this.events.failed(message);
  }

  private grab(): void {
    const frame = this.events.grab?.() ?? this.player?.grab() ?? null;
    this.send({ type: 'grabbed', frame }, frame && 'close' in frame ? [frame] : []);
  }

  private send(message: ToWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}
