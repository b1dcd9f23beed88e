import { Vision } from '../vision/vision';
import { CameraError, type CameraProblem, openCamera } from './camera';
import { Connection, type Ended, type LinkState } from './connection';
import type { Seen, StatusReason, Welcome, Zone } from './protocol';

/** A status is repeated this often while it lasts. */
const STATUS_MS = 5_000;
/** Without a picture for so long, the camera counts as silent. */
const SILENT_MS = 3_000;
/** How long `stop` waits for the last acknowledgements. */
const TAIL_MS = 5_000;

export interface CaptureOptions {
  /** wss://host/ws/capture/ */
  url: string;
  token: string;
  client: string;
  /** Takes one picture of the preview, for browsers without MediaStreamTrackProcessor. */
  grab?: () => VideoFrame | ImageData | null;
  changed: (snapshot: Snapshot) => void;
}

export interface Snapshot {
  phase: 'starting' | 'measuring' | 'paused' | 'stopping' | 'stopped' | 'ended';
  camera: 'opening' | 'on' | 'off' | CameraProblem;
  link: LinkState;
  vision: 'loading' | 'ready' | 'failed';
  track: MediaStreamTrack | null;
  session: Welcome['session'] | null;
  rateHz: number;
  /** What the newest picture showed, null when there was none lately. */
  seen: Seen | null;
  /** The camera is on but sends no pictures. */
  silent: boolean;
  /** Observations that the server has not confirmed, and those that grew too old to send. */
  waiting: number;
  lost: number;
  notice: string | null;
  rejected: string | null;
  end: Ended | null;
}

/** One person's capture: camera -> landmarks in a worker -> the server, with pause and stop. */
export class Capture {
  private snapshot: Snapshot = {
    phase: 'starting',
    camera: 'opening',
    link: 'connecting',
    vision: 'loading',
    track: null,
    session: null,
    rateHz: 5,
    seen: null,
    silent: false,
    waiting: 0,
    lost: 0,
    notice: null,
    rejected: null,
    end: null,
  };
  private readonly connection: Connection;
  private readonly vision: Vision;
  /** This and the next, like `stopBy`, on a clock that nobody sets. */
  private seenAt = 0;
  private status: { reason: StatusReason; at: number } | null = null;
  private teaching: { zone: Zone | null; since: number } = { zone: null, since: 0 };
  private stopBy = 0;

  constructor(private readonly options: CaptureOptions) {
    this.connection = this.makeConnection();
    this.vision = new Vision({
      ready: () => {
        this.seenAt = performance.now();
        this.change({ vision: 'ready' });
      },
      seen: (seen) => this.take(seen),
      tick: () => this.tick(),
      failed: () => this.change({ vision: 'failed' }),
      grab: options.grab,
    });
  }

  start(): void {
    this.connection.connect();
    globalThis.addEventListener('online', this.hurry);
    navigator.mediaDevices?.addEventListener('devicechange', this.retryCamera);
    void this.turnOn();
  }

  pause(): void {
    this.turnOff('off');
    this.change({ phase: 'paused' });
    this.tick();
  }

  resume(): void {
    this.change({ phase: 'starting' });
    void this.turnOn();
  }

  /** From now on the person says that they look at this zone; null when they no longer say anything. */
  teach(zone: Zone | null): void {
    this.teaching = { zone, since: Date.now() / 1000 };
  }

  /** Turns the camera off at once, then waits a moment until the server has stored the rest. */
  stop(): void {
    this.turnOff('off');
    this.stopBy = performance.now() + TAIL_MS;
    this.change({ phase: 'stopping' });
    this.tick();
  }

  /** Asks for the camera again, after the person has changed something. */
  async turnOn(): Promise<void> {
    this.change({ camera: 'opening' });
    try {
      this.watch(await openCamera());
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      this.change({ camera: error.problem });
    }
  }

  private watch(track: MediaStreamTrack): void {
    // Paused or stopped while the browser was asking for permission.
    if (this.snapshot.phase !== 'starting' && this.snapshot.phase !== 'measuring') return track.stop();
    track.addEventListener('ended', () => this.turnOff('unplugged'));
    const { width = 640, height = 480 } = track.getSettings();
    this.connection.setPicture(width, height);
    this.seenAt = performance.now();
    this.vision.watch(track, this.snapshot.rateHz);
    this.change({ camera: 'on', track, phase: 'measuring' });
  }

  private turnOff(camera: 'off' | 'unplugged'): void {
    this.teach(null);
    this.vision.unwatch();
    this.snapshot.track?.stop();
    this.change({ camera, track: null, seen: null });
  }

  private hurry = (): void => this.connection.hurry();

  private retryCamera = (): void => {
    if (this.snapshot.camera === 'unplugged' || this.snapshot.camera === 'none') void this.turnOn();
  };

  private take(seen: Seen): void {
    if (this.snapshot.camera !== 'on') return;
    this.seenAt = performance.now();
    this.status = null;
    if (this.snapshot.session) this.connection.sendSeen(seen, this.taughtAt(seen.capturedAt));
    this.change({ seen, silent: false });
  }

  /** A picture from before the person said so is not marked. */
  private taughtAt(capturedAt: number): Zone | null {
    return capturedAt >= this.teaching.since ? this.teaching.zone : null;
  }

  private tick(): void {
    this.connection.tick();
    this.repeatStatus();
    if (this.snapshot.phase === 'stopping') this.finishStopping();
  }

  private repeatStatus(): void {
    const reason = this.absence();
    this.change({ silent: reason === 'no_frames' });
    if (!reason) return;
    const at = performance.now();
    if (this.status?.reason === reason && at - this.status.at < STATUS_MS) return;
    this.status = { reason, at };
    this.connection.sendStatus(Date.now() / 1000, reason);
  }

  /** Why there is nothing to measure, or null while measuring (or before the server knows us). */
  private absence(): StatusReason | null {
    const { phase, camera, session, vision } = this.snapshot;
    if (!session || phase === 'ended' || phase === 'stopping' || phase === 'stopped') return null;
    if (phase === 'paused') return 'paused';
    if (camera === 'opening') return null;
    if (camera !== 'on') return 'camera_off';
    return vision !== 'loading' && performance.now() - this.seenAt > SILENT_MS ? 'no_frames' : null;
  }

  private finishStopping(): void {
    if (this.connection.backlog.size > 0 && performance.now() < this.stopBy) return;
    this.connection.close();
    this.end();
    this.change({ phase: 'stopped' });
  }

  private end(): void {
    this.vision.close();
    globalThis.removeEventListener('online', this.hurry);
    navigator.mediaDevices?.removeEventListener('devicechange', this.retryCamera);
  }

  private makeConnection(): Connection {
    const { url, token, client } = this.options;
    const hello = {
      token,
      pointSet: 'compact' as const,
      picture: [640, 480] as [number, number],
      fovDeg: null,
      mirrored: false,
      client,
    };
    return new Connection(url, hello, {
      state: (link) => this.change({ link }),
      // Whoever is welcome again is not told any more why they were sent away.
      welcome: ({ session }) => this.change({ session, rejected: null }),
      rate: (rateHz) => {
        this.vision.setRate(rateHz);
        this.change({ rateHz });
      },
      rejected: (_code, sentence) => this.change({ rejected: sentence }),
      notice: (code, sentence) => this.heed(code, sentence),
      acknowledged: () => this.change({}),
      ended: (end) => {
        this.turnOff('off');
        this.end();
        this.change({ phase: 'ended', end });
      },
    });
  }

  private heed(code: string, sentence: string): void {
    this.change({ notice: sentence });
    if (code !== 'session.ended') return;
    this.change({ end: { code, sentence } });
    this.stop();
  }

  private change(part: Partial<Snapshot>): void {
    const { size, lost } = this.connection.backlog;
    this.snapshot = { ...this.snapshot, ...part, waiting: size, lost };
    this.options.changed(this.snapshot);
  }
}
