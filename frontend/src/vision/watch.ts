import type { Frame } from './messages';

const ASK_MS = 20;

/** Lets a steady rate through, whatever the rate at which it is asked. */
export class Pace {
  private next = 0;

  constructor(public rateHz: number) {}

  isDue(nowMs: number): boolean {
    if (nowMs < this.next) return false;
    const period = 1000 / this.rateHz;
    this.next = Math.max(this.next, nowMs - period) + period;
    return true;
  }
}

/** One camera being watched: takes its pictures at a steady rate and closes every one of them. */
export class Watch {
  private reader: ReadableStreamDefaultReader<VideoFrame> | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly pace: Pace;
  private busy = false;

  constructor(
    rateHz: number,
    private readonly analyse: (frame: Frame, capturedAt: number) => Promise<void>,
  ) {
    this.pace = new Pace(rateHz);
  }

  set rateHz(rateHz: number) {
    this.pace.rateHz = rateHz;
  }

  async read(frames: ReadableStream<VideoFrame>): Promise<void> {
    const reader = frames.getReader();
    this.reader = reader;
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      if (this.pace.isDue(performance.now())) await this.take(frame);
      else frame.close();
    }
  }

  /** Asks for pictures instead: a worker's timer runs on when the page is hidden. */
  ask(grab: () => void): void {
    this.timer = setInterval(() => {
      if (!this.busy && this.pace.isDue(performance.now())) grab();
    }, ASK_MS);
  }

  async take(frame: Frame): Promise<void> {
    this.busy = true;
    try {
      await this.analyse(frame, Date.now() / 1000);
    } finally {
      this.busy = false;
      if ('close' in frame) frame.close();
    }
  }

  stop(): void {
    clearInterval(this.timer);
    void this.reader?.cancel();
  }
}
