import {
  type CameraDevice,
  CameraError,
  type CameraProblem,
  cameraPermission,
  listCameras,
  openCamera,
} from './camera';

/** How often a camera that another program holds is asked for again. */
const RETRY_MS = 5_000;
/** A camera that is on and sends nothing for so long is opened again; every further time after twice as long. */
const STALLED_MS = 15_000;
const LONGEST_STALL_MS = 240_000;

export interface CameraState {
  camera: 'opening' | 'on' | 'off' | CameraProblem;
  track: MediaStreamTrack | null;
  /** The browser holds the pictures back: a phone in the background, a lid, a switch at the camera. */
  muted: boolean;
  cameras: CameraDevice[];
  /** The camera in use. */
  deviceId: string | null;
}

export interface KeeperEvents {
  changed(state: Partial<CameraState>): void;
  opened(track: MediaStreamTrack): void;
  lost(): void;
}

/**
 * One person's camera: opens it, notices when it goes away, and gets it back.
 *
 * By itself it only ever asks again where the person has allowed the camera for good: no browser then shows a question.
 */
export class CameraKeeper {
  /** The camera that the person chose; null for whichever there is. */
  private chosen: string | null;
  private wanted = false;
  private camera: CameraState['camera'] = 'opening';
  private track: MediaStreamTrack | null = null;
  private permission: PermissionStatus | null = null;
  /** Each opening has a number, so that a late one knows that it is out of date. */
  private opening = 0;
  private isOpening = false;
  private triedAt = -Infinity;
  private stallMs = STALLED_MS;

  constructor(
    private readonly events: KeeperEvents,
    deviceId: string | null = null,
    private readonly steady: () => number = () => performance.now(),
  ) {
    this.chosen = deviceId;
  }

  async begin(): Promise<void> {
    navigator.mediaDevices?.addEventListener('devicechange', this.devicesChanged);
    const asked = this.turnOn();
    this.permission = await cameraPermission();
    this.permission?.addEventListener('change', this.permissionChanged);
    await asked;
  }

  end(): void {
    this.turnOff();
    navigator.mediaDevices?.removeEventListener('devicechange', this.devicesChanged);
    this.permission?.removeEventListener('change', this.permissionChanged);
  }

  /** Asks for the camera, as the person wants it: the browser may ask them. */
  async turnOn(): Promise<void> {
    this.wanted = true;
    this.enter('opening');
    await this.open();
  }

  turnOff(): void {
    this.wanted = false;
    this.opening += 1;
    this.isOpening = false;
    this.drop();
    this.enter('off');
  }

  async choose(deviceId: string | null): Promise<void> {
    this.chosen = deviceId;
    if (this.wanted) await this.turnOn();
  }

  /** Once a second; `silentMs` is how long no picture has come. */
  tick(silentMs: number): void {
    if (!this.wanted || this.isOpening) return;
    if (this.track?.readyState === 'ended') void this.lose();
    else if (this.camera === 'on') this.reviveStalled(silentMs);
    else if (this.camera === 'busy' || this.camera === 'unplugged') this.retry(RETRY_MS);
  }

  /** A picture has come. */
  sees(): void {
    this.stallMs = STALLED_MS;
  }

  private reviveStalled(silentMs: number): void {
    if (silentMs < this.stallMs || this.track?.muted) return;
    if (!this.retry(this.stallMs)) return;
    this.stallMs = Math.min(2 * this.stallMs, LONGEST_STALL_MS);
  }

  private retry(everyMs: number): boolean {
    const isDue = this.isAllowed() && this.steady() - this.triedAt >= everyMs;
    if (isDue) void this.open();
    return isDue;
  }

  private isAllowed(): boolean {
    return this.permission?.state === 'granted';
  }

  private async open(): Promise<void> {
    const mine = ++this.opening;
    this.triedAt = this.steady();
    this.isOpening = true;
    try {
      // Some cameras can be opened once only.
      this.track?.stop();
      const track = await openCamera(this.chosen);
      if (mine === this.opening) this.take(track);
      else track.stop();
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      if (mine === this.opening) this.fail(error.problem);
    } finally {
      if (mine === this.opening) this.isOpening = false;
    }
  }

  private take(track: MediaStreamTrack): void {
    this.drop();
    this.track = track;
    track.addEventListener('ended', () => track === this.track && void this.lose());
    for (const name of ['mute', 'unmute']) track.addEventListener(name, () => this.tellMuted(track));
    const { deviceId = null } = track.getSettings();
    this.enter('on', { track, muted: track.muted, deviceId });
    this.events.opened(track);
    void this.list();
  }

  private tellMuted(track: MediaStreamTrack): void {
    if (track === this.track) this.events.changed({ muted: track.muted });
  }

  private fail(problem: CameraProblem): void {
    const isGone = problem === 'none' && (this.track !== null || this.camera === 'unplugged');
    this.drop();
    this.enter(isGone ? 'unplugged' : problem);
    void this.list();
  }

  /** The camera has ended the track: unplugged, taken away, or no longer allowed. */
  private async lose(): Promise<void> {
    const mayReturn = this.steady() - this.triedAt >= RETRY_MS;
    this.drop();
    this.enter('unplugged');
    if (this.permission?.state === 'denied') this.enter('denied');
    else if (mayReturn) this.retry(0);
    await this.list();
  }

  private drop(): void {
    if (!this.track) return;
    this.track.stop();
    this.track = null;
    this.events.lost();
  }

  private enter(camera: CameraState['camera'], more: Partial<CameraState> = {}): void {
    this.camera = camera;
    const off = camera === 'on' || camera === 'opening' ? {} : { track: null, muted: false };
    this.events.changed({ camera, ...off, ...more });
  }

  private async list(): Promise<void> {
    this.events.changed({ cameras: await listCameras() });
  }

  private devicesChanged = (): void => {
    void this.list();
    if (!this.wanted) return;
    if (this.camera === 'unplugged' || this.camera === 'none' || this.camera === 'busy') void this.open();
  };

  private permissionChanged = (): void => {
    if (!this.wanted) return;
    if (this.camera === 'denied' && this.isAllowed()) void this.turnOn();
    else if (this.permission?.state === 'denied' && this.camera === 'unplugged') this.enter('denied');
  };
}
