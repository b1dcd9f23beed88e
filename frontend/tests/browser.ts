/** The parts of a browser that the capture SDK uses, in memory: a camera, its permission, a worker, a socket. */
import { vi } from 'vitest';
import type { FromWorker, ToWorker } from '../src/vision/messages';

export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  muted = false;

  constructor(readonly deviceId: string) {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId, width: 640, height: 480 };
  }

  /** As when the cable is pulled. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

class FakePermission extends EventTarget {
  state: PermissionState = 'granted';

  become(state: PermissionState): void {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

export class FakeDevices extends EventTarget {
  plugged = ['front', 'usb'];
  /** The name of the error with which the next requests fail. */
  refusal: string | null = null;
  opened: FakeTrack[] = [];
  asked = 0;

  async getUserMedia({ video }: { video: { deviceId?: { exact: string } } }): Promise<unknown> {
    this.asked += 1;
    if (this.refusal) throw Object.assign(new Error(this.refusal), { name: this.refusal });
    const wanted = video.deviceId?.exact ?? this.plugged[0];
    if (wanted === undefined) throw Object.assign(new Error('no camera'), { name: 'NotFoundError' });
    if (!this.plugged.includes(wanted))
      throw Object.assign(new Error('gone'), { name: 'OverconstrainedError' });
    const track = new FakeTrack(wanted);
    this.opened.push(track);
    return { getVideoTracks: () => [track] };
  }

  async enumerateDevices(): Promise<unknown[]> {
    return this.plugged.map((deviceId) => ({
      kind: 'videoinput',
      deviceId,
      label: `The ${deviceId} camera`,
    }));
  }

  get track(): FakeTrack {
    return this.opened.at(-1) as FakeTrack;
  }

  plug(...names: string[]): void {
    this.plugged = names;
    this.dispatchEvent(new Event('devicechange'));
  }
}

/** The vision worker: its messages are written by the test. */
export class FakeWorker {
  static last: FakeWorker;
  onmessage: (event: { data: FromWorker }) => void = () => undefined;
  onerror: unknown = null;
  heard: ToWorker[] = [];
  terminated = false;

  constructor() {
    FakeWorker.last = this;
  }

  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: FromWorker): void {
    this.onmessage({ data: message });
  }

  rates(): number[] {
    return this.heard.flatMap((message) => (message.type === 'rate' ? [message.rateHz] : []));
  }
}

export class FakeSocket {
  static last: FakeSocket;
  static opened = 0;
  bufferedAmount = 0;
  binaryType = 'blob';
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number; reason: string }) => void = () => undefined;
  sent: (string | ArrayBuffer)[] = [];
  /** The network is gone and nobody has noticed. */
  isDead = false;

  constructor(readonly url: string) {
    FakeSocket.last = this;
    FakeSocket.opened += 1;
  }

  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
    if (this.isDead || typeof data !== 'string' || JSON.parse(data).type !== 'ping') return;
    this.say({ type: 'pong', sent_at: 0, server_time: 0 });
  }

  close(): void {}

  say(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }

  welcome(more: object = {}): void {
    this.onopen();
    const session = { title: 'Optics', clock: 'live', started_at: 0, status: 'open' };
    const limits = { message_bytes: 524_304, buffer_s: 600 };
    this.say({
      type: 'welcome',
      protocol: 1,
      participant: 1,
      name: 'Ada',
      session,
      rate_hz: 5,
      credit: 50,
      last_sequence: 0,
      server_time: 0,
      limits,
      ...more,
    });
  }

  texts(type: string): Record<string, unknown>[] {
    const texts = this.sent.filter((data) => typeof data === 'string').map((text) => JSON.parse(text));
    return texts.filter((text) => text.type === type);
  }

  binary(): DataView[] {
    return this.sent.flatMap((data) => (typeof data === 'string' ? [] : [new DataView(data)]));
  }
}

export interface FakeBrowser {
  devices: FakeDevices;
  permission: FakePermission;
  /** Lets so much time pass, and the worker tick in each second of it. */
  pass(seconds: number): Promise<void>;
  /** Lets what was promised happen. */
  settle(): Promise<void>;
}

export function fakeBrowser(): FakeBrowser {
  vi.useFakeTimers({ now: 1_700_000_000_000, toFake: ['Date', 'performance'] });
  const [devices, permission] = [new FakeDevices(), new FakePermission()];
  const navigator = { mediaDevices: devices, permissions: { query: async () => permission } };
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('WebSocket', FakeSocket);
  // As in Chromium; nobody reads it.
  vi.stubGlobal('MediaStreamTrackProcessor', class {});
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  FakeSocket.opened = 0;
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      vi.advanceTimersByTime(1000);
      FakeWorker.last?.say({ type: 'tick' });
      await settle();
    }
  };
  return { devices, permission, pass, settle };
}
