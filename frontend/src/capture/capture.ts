import { Vision } from '../vision/vision';
import { Pace } from '../vision/watch';
import { Connection, type Ended, type LinkState } from './connection';
import { type Cost, Guard } from './guard';
import { CameraKeeper, type CameraState } from './keeper';
import type { PointSet, Seen, Shot, StatusReason, Welcome, Zone } from './protocol';

/** A status is repeated this often while it lasts. */
const STATUS_MS = 5_000;
/** Without a picture for so long, the camera counts as silent. */
const SILENT_MS = 3_000;
/** How long `stop` waits for the last acknowledgements. */
const TAIL_MS = 5_000;
/** The worker ticks once a second; whoever hears nothing for so long was asleep. */
const SLEPT_MS = 15_000;
/** A camera that was silent for less is not worth a word afterwards. */
const MISSED_MS = 15_000;
const PICTURES_HZ = 2;

export interface CaptureOptions {
  /** wss://host/ws/capture/ */
  url: string;
  token: string;
  client: string;
  /**
   * What is made of the camera. `frames` sends pictures, at most 2 a second and only the newest, for machines that are
   * too weak for landmarks. The server refuses it where the session's policy allows landmarks only. Ask the person.
   */
  measure?: 'landmarks' | 'frames';
  /** No camera: the app gives points of this set itself (`giveLandmarks`), or pictures (`giveFrame`). */
  brings?: PointSet | 'frames';
  /** The camera to open; otherwise the one that the browser takes to be right. */
  deviceId?: string | null;
  /** Takes one picture of the camera, where the app plays it anyway and the browser has no MediaStreamTrackProcessor. */
  grab?: () => VideoFrame | ImageData | null;
  changed: (snapshot: Snapshot) => void;
  /** `false`: present without a camera, until `resume`. */
  withCamera?: boolean;
  /** `false`, while a person sets up: only what teaches a zone is sent, and the rest of the time counts as paused. */
  counting?: boolean;
}

/** In Unix seconds; the machine slept, or the camera was on and sent no pictures. */
export interface Missed {
  from: number;
  until: number;
  why: 'asleep' | 'silent';
}

export interface Snapshot extends CameraState {
  phase: 'starting' | 'measuring' | 'paused' | 'stopping' | 'stopped' | 'ended';
  link: LinkState;
  vision: 'loading' | 'ready' | 'failed';
  session: Welcome['session'] | null;
  /** How often is measured now, and what makes it less often than the session asks for. */
  rateHz: number;
  limitedBy: 'server' | 'machine' | null;
  /** What measuring costs here, over the last ten seconds. */
  cost: Cost | null;
  /** Even once a second is too much for this machine: `measure: 'frames'` may be better. */
  tooWeak: boolean;
  /** What the newest picture showed, null when there was none lately. */
  seen: Seen | null;
  /** The camera is on but sends no pictures; `muted` says that the browser holds them back. */
  silent: boolean;
  /** The last time of which nothing is known though the camera was on, and nobody was asked. */
  missed: Missed | null;
  /** Observations that the server has not confirmed, and those that grew too old to send. */
  waiting: number;
  lost: number;
  notice: string | null;
  rejected: string | null;
  end: Ended | null;
}

/** What an app tells about the picture in which it found (or did not find) a face. */
export type Given = Pick<Seen, 'width' | 'height' | 'points'> & Partial<Seen>;

/** One person's capture: camera -> landmarks in a worker -> the server, with pause and stop. */
export class Capture {
  private snapshot: Snapshot = {
    phase: 'starting',
    camera: 'opening',
    link: 'connecting',
    vision: 'loading',
    track: null,
    muted: false,
    cameras: [],
    deviceId: null,
    session: null,
    rateHz: 5,
    limitedBy: null,
    cost: null,
    tooWeak: false,
    seen: null,
    silent: false,
    missed: null,
    waiting: 0,
    lost: 0,
    notice: null,
    rejected: null,
    end: null,
  };
  private readonly connection: Connection;
  private readonly vision: Vision;
  private readonly keeper: CameraKeeper;
  private readonly guard = new Guard();
  private readonly pace = new Pace(5);
  /** What the server asks for now, and what it asked for at first. */
  private asked = { hz: 5, fullHz: 5 };
  /** This and the next, like `stopBy`, on a clock that nobody sets. */
  private seenAt = 0;
  private status: { reason: StatusReason; at: number } | null = null;
  private tickedAt = Date.now();
  /** On the wall's clock, because the machine may sleep meanwhile. */
  private silentFrom: number | null = null;
  private teaching: { zone: Zone | null; since: number } = { zone: null, since: 0 };
  private stopBy = 0;
  private counting: boolean;
  private hasBegun = false;

  constructor(private readonly options: CaptureOptions) {
    this.counting = options.counting ?? true;
    this.connection = this.makeConnection();
    this.keeper = new CameraKeeper(
      {
        changed: (state) => this.change(state),
        opened: (track) => this.watch(track),
        lost: () => this.unwatch(),
      },
      options.deviceId,
    );
    const { brings, measure = 'landmarks' } = options;
    this.vision = new Vision(
      {
        ready: () => {
          this.seenAt = performance.now();
          this.tickedAt = Date.now();
          this.change({ vision: 'ready' });
        },
        seen: (seen, ms) => this.take(seen, ms),
        shot: (shot, ms) => this.takeShot(shot, ms),
        tick: () => this.tick(),
        failed: () => this.change({ vision: 'failed' }),
        grab: options.grab,
      },
      brings ? 'nothing' : measure,
    );
  }

  start(): void {
    this.connection.connect();
    globalThis.addEventListener('online', this.hurry);
    if (this.options.withCamera === false) this.goWithoutCamera();
    else this.resume();
  }

  pause(): void {
    this.turnOff();
    this.change({ phase: 'paused' });
    this.tick();
  }

  resume(): void {
    this.begin(() => (this.hasBegun ? this.keeper.turnOn() : this.keeper.begin()));
  }

  /** Stays without a camera, until `resume`: present, never scored. */
  goWithoutCamera(): void {
    this.turnOff();
    this.change({ phase: 'measuring', silent: false });
    this.tick();
  }

  setCounting(counting: boolean): void {
    this.counting = counting;
    this.tick();
  }

  /** From now on the person says that they look at this zone; null when they no longer say anything. */
  teach(zone: Zone | null): void {
    this.teaching = { zone, since: Date.now() / 1000 };
  }

  /** Turns the camera off at once, then waits a moment until the server has stored the rest. */
  stop(): void {
    this.turnOff();
    this.stopBy = performance.now() + TAIL_MS;
    this.change({ phase: 'stopping' });
    this.tick();
  }

  /** Asks for the camera again, after the person has changed something. */
  async turnOn(): Promise<void> {
    await this.keeper.turnOn();
  }

  /** Changes to another camera of `snapshot.cameras`; null leaves the choice to the browser. */
  async chooseCamera(deviceId: string | null): Promise<void> {
    await this.keeper.choose(deviceId);
  }

  /**
   * Takes what the app found in a picture: x, y, z in pixels of each point, or null and a `reason`.
   *
   * May be called at any rate: what is more than the server asks for is passed over, with `false` as the answer.
   */
  giveLandmarks(given: Given): boolean {
    if (!this.mayGive()) return false;
    const { points } = given;
    const [faces, reason] = points ? ([1, 'known'] as const) : ([0, 'no_face'] as const);
    const capturedAt = Date.now() / 1000;
    this.take({ capturedAt, faces, reason, confidence: faces, sharpness: null, exposure: null, ...given });
    return true;
  }

  /** Takes a JPEG or WebP file from the app, at any rate, as `giveLandmarks` does. */
  giveFrame(picture: Uint8Array, capturedAt: number = Date.now() / 1000): boolean {
    if (!this.mayGive()) return false;
    this.takeShot({ picture, capturedAt });
    return true;
  }

  private mayGive(): boolean {
    if (!this.options.brings)
      throw new TypeError('An app that gives what it found says so: `brings` in the options');
    return this.snapshot.phase === 'measuring' && this.pace.isDue(performance.now());
  }

  private begin(openCamera: () => Promise<void>): void {
    this.seenAt = performance.now();
    if (this.options.brings) return this.change({ camera: 'on', phase: 'measuring' });
    this.change({ phase: 'starting' });
    void openCamera();
    this.hasBegun = true;
  }

  private watch(track: MediaStreamTrack): void {
    const { width = 640, height = 480 } = track.getSettings();
    this.connection.setPicture(width, height);
    this.seenAt = performance.now();
    this.guard.forget();
    this.vision.watch(track, this.snapshot.rateHz);
    this.change({ phase: 'measuring', silent: false });
  }

  private unwatch(): void {
    this.teach(null);
    this.vision.unwatch();
    this.change({ seen: null, cost: null });
  }

  private turnOff(): void {
    this.silentFrom = null;
    this.keeper.turnOff();
    this.change({ camera: 'off', seen: null });
  }

  private hurry = (): void => this.connection.hurry();

  private take(seen: Seen, ms?: number): void {
    if (!this.arrived(ms)) return;
    const taught = this.taughtAt(seen.capturedAt);
    if (this.counting || taught) this.connection.sendSeen(seen, taught);
    this.change({ seen, silent: false });
  }

  private takeShot(shot: Shot, ms?: number): void {
    if (!this.arrived(ms)) return;
    const taught = this.taughtAt(shot.capturedAt);
    if (this.counting || taught) this.connection.sendShot(shot, taught);
    this.change({ silent: false });
  }

  /** Something was measured; whether it may be sent. */
  private arrived(ms?: number): boolean {
    if (this.snapshot.camera !== 'on') return false;
    this.seenAt = performance.now();
    this.keeper.sees();
    this.endSilence();
    if (!this.isSettingUp) this.status = null;
    if (ms !== undefined) this.spare(ms);
    return this.snapshot.session !== null;
  }

  /** Measures less often where this machine has more to do than it can. */
  private spare(ms: number): void {
    const now = performance.now();
    this.guard.take(ms, now, this.asked.hz);
    this.setRate();
    this.change({ cost: this.guard.cost(now), tooWeak: this.guard.isTooWeak });
  }

  private setRate(): void {
    const { hz, fullHz } = this.asked;
    const rateHz = this.guard.rateHz(hz);
    const limitedBy = this.guard.isLimiting(hz) ? 'machine' : hz < fullHz ? 'server' : null;
    if (rateHz !== this.snapshot.rateHz) this.vision.setRate(rateHz);
    this.pace.rateHz = rateHz;
    this.change({ rateHz, limitedBy });
  }

  private get isSettingUp(): boolean {
    return !this.counting && this.teaching.zone === null;
  }

  /** A picture from before the person said so is not marked. */
  private taughtAt(capturedAt: number): Zone | null {
    return capturedAt >= this.teaching.since ? this.teaching.zone : null;
  }

  private tick(): void {
    this.noticeSleep();
    this.connection.tick();
    if (!this.options.brings) this.keeper.tick(this.silentMs());
    this.repeatStatus();
    if (this.snapshot.phase === 'stopping') this.finishStopping();
  }

  /** Not every clock goes on while the machine sleeps; the one of the wall does. */
  private noticeSleep(): void {
    const [from, until] = [this.tickedAt, Date.now()];
    this.tickedAt = until;
    if (until - from < SLEPT_MS) return;
    this.guard.forget();
    this.seenAt = performance.now();
    this.connection.wake();
    // While it loads, the worker has no time for its clock either.
    if (this.snapshot.vision !== 'loading') this.miss(from, until, 'asleep');
  }

  private endSilence(): void {
    const [from, until] = [this.silentFrom, Date.now()];
    this.silentFrom = null;
    if (from !== null && until - from >= MISSED_MS) this.miss(from, until, 'silent');
  }

  private miss(from: number, until: number, why: Missed['why']): void {
    this.change({ missed: { from: from / 1000, until: until / 1000, why } });
  }

  private silentMs(): number {
    return this.snapshot.vision === 'loading' ? 0 : performance.now() - this.seenAt;
  }

  private repeatStatus(): void {
    const reason = this.absence();
    this.change({ silent: reason === 'no_frames' });
    if (reason === 'no_frames') this.silentFrom ??= Date.now() - this.silentMs();
    if (!reason) return;
    const at = performance.now();
    if (this.status?.reason === reason && at - this.status.at < STATUS_MS) return;
    this.status = { reason, at };
    this.connection.sendStatus(Date.now() / 1000, reason);
  }

  /** Why there is nothing to measure, or null while measuring (or before the server knows us). */
  private absence(): StatusReason | null {
    const { phase, camera, session } = this.snapshot;
    if (!session || phase === 'ended' || phase === 'stopping' || phase === 'stopped') return null;
    if (phase === 'paused' || this.isSettingUp) return 'paused';
    if (camera === 'opening') return null;
    if (camera !== 'on') return 'camera_off';
    return this.silentMs() > SILENT_MS ? 'no_frames' : null;
  }

  private finishStopping(): void {
    if (this.connection.backlog.size > 0 && performance.now() < this.stopBy) return;
    this.connection.close();
    this.end();
    this.change({ phase: 'stopped' });
  }

  private end(): void {
    this.vision.close();
    this.keeper.end();
    globalThis.removeEventListener('online', this.hurry);
  }

  private makeConnection(): Connection {
    const { url, token, client, brings, measure } = this.options;
    const sends = brings ?? (measure === 'frames' ? measure : 'compact');
    const isFrames = sends === 'frames';
    const hello = {
      token,
      pointSet: sends === 'frames' ? null : sends,
      picture: [640, 480] as [number, number],
      fovDeg: null,
      mirrored: false,
      client,
    };
    return new Connection(url, hello, {
      state: (link) => this.change({ link }),
      welcome: ({ session, rate_hz }) => {
        this.asked.fullHz = isFrames ? Math.min(rate_hz, PICTURES_HZ) : rate_hz;
        // Whoever is welcome again is not told any more why they were sent away.
        this.change({ session, rejected: null });
      },
      rate: (rateHz) => {
        this.asked.hz = isFrames ? Math.min(rateHz, PICTURES_HZ) : rateHz;
        this.setRate();
      },
      rejected: (_code, sentence) => this.change({ rejected: sentence }),
      notice: (code, sentence) => this.heed(code, sentence),
      acknowledged: () => this.change({}),
      ended: (end) => {
        this.turnOff();
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
