import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Capture, type CaptureOptions, type Snapshot } from '../src/capture/capture';
import type { Seen } from '../src/capture/protocol';
import { type FakeBrowser, FakeSocket, FakeWorker, fakeBrowser } from './browser';

const POINTS = 66;
let browser: FakeBrowser;
let now: Snapshot;

beforeEach(() => {
  browser = fakeBrowser();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function start(options: Partial<CaptureOptions> = {}): Promise<Capture> {
  const changed = (snapshot: Snapshot) => (now = snapshot);
  const capture = new Capture({ url: 'ws://test', token: 't', client: 'test/1', changed, ...options });
  capture.start();
  FakeSocket.last.welcome();
  FakeWorker.last.say({ type: 'ready' });
  await browser.settle();
  return capture;
}

function seen(): Seen {
  const points = Float32Array.from({ length: 3 * POINTS }, (_, i) => 100 + i);
  const capturedAt = Date.now() / 1000;
  const size = { width: 640, height: 480 };
  return { capturedAt, ...size, faces: 1, reason: 'known', confidence: 1, sharpness: 1, exposure: 1, points };
}

const see = (ms = 10) => FakeWorker.last.say({ type: 'seen', seen: seen(), ms });
const reasons = () => FakeSocket.last.texts('status').map(({ reason }) => reason);

/** A second's pictures and the tick at its end, so many times. */
async function live(seconds: number, ms = 10): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    see(ms);
    await browser.pass(1);
  }
}

describe('the camera', () => {
  it('is opened, watched and listed', async () => {
    await start();
    expect(now).toMatchObject({ phase: 'measuring', camera: 'on', deviceId: 'front', muted: false });
    expect(now.cameras).toEqual([
      { deviceId: 'front', label: 'The front camera' },
      { deviceId: 'usb', label: 'The usb camera' },
    ]);
    see();
    expect(FakeSocket.last.binary()).toHaveLength(1);
  });

  it('can be another one, which is kept to', async () => {
    const capture = await start();
    const first = browser.devices.track;
    await capture.chooseCamera('usb');
    expect(first.readyState).toBe('ended');
    expect(now).toMatchObject({ camera: 'on', deviceId: 'usb', phase: 'measuring' });
    browser.devices.plugged = ['front'];
    browser.devices.track.end();
    await browser.settle();
    await browser.pass(20);
    expect(now).toMatchObject({ camera: 'unplugged', track: null });
    browser.devices.plug('front', 'usb');
    await browser.settle();
    expect(now).toMatchObject({ camera: 'on', deviceId: 'usb' });
  });

  it('is opened as the page asked for it', async () => {
    await start({ deviceId: 'usb' });
    expect(now.deviceId).toBe('usb');
  });

  it('that is unplugged is told to the server, and is back when it is plugged in', async () => {
    await start();
    await live(2);
    browser.devices.plugged = [];
    browser.devices.track.end();
    browser.devices.plug();
    await browser.settle();
    expect(now).toMatchObject({ camera: 'unplugged', track: null, cameras: [], seen: null });
    await browser.pass(6);
    expect(reasons()).toEqual(['camera_off', 'camera_off']);
    browser.devices.plug('front');
    await browser.settle();
    expect(now).toMatchObject({ camera: 'on', phase: 'measuring' });
  });

  it('that another program holds is asked for again until it is free', async () => {
    browser.devices.refusal = 'NotReadableError';
    await start();
    expect(now.camera).toBe('busy');
    await browser.pass(20);
    expect(now.camera).toBe('busy');
    expect(browser.devices.asked).toBeGreaterThan(3);
    browser.devices.refusal = null;
    await browser.pass(6);
    expect(now).toMatchObject({ camera: 'on', phase: 'measuring' });
  });

  it('that another program holds is not asked for again where the browser would ask the person', async () => {
    browser.permission.state = 'prompt';
    browser.devices.refusal = 'NotReadableError';
    await start();
    await browser.pass(30);
    expect(browser.devices.asked).toBe(1);
  });

  it('that the person denied is opened when they allow it in the browser', async () => {
    browser.permission.state = 'denied';
    browser.devices.refusal = 'NotAllowedError';
    await start();
    await browser.pass(30);
    expect(now.camera).toBe('denied');
    expect(browser.devices.asked).toBe(1);
    browser.devices.refusal = null;
    browser.permission.become('granted');
    await browser.settle();
    expect(now.camera).toBe('on');
  });

  it.each(['before', 'after'])(
    'is known to be denied when it is revoked %s the track ends',
    async (order) => {
      await start();
      browser.devices.refusal = 'NotAllowedError';
      if (order === 'before') browser.permission.become('denied');
      browser.devices.track.end();
      if (order === 'after') browser.permission.become('denied');
      await browser.settle();
      expect(now).toMatchObject({ camera: 'denied', track: null });
      await browser.pass(30);
      expect(now.camera).toBe('denied');
    },
  );

  it('that the phone mutes in the background is silent until it is back', async () => {
    await start();
    await live(3);
    browser.devices.track.mute(true);
    await browser.pass(20);
    expect(now).toMatchObject({ camera: 'on', muted: true, silent: true });
    expect(new Set(reasons())).toEqual(new Set(['no_frames']));
    expect(browser.devices.asked).toBe(1);
    browser.devices.track.mute(false);
    see();
    expect(now).toMatchObject({ camera: 'on', muted: false, silent: false });
  });

  it('that is on and sends nothing is opened again, less and less often', async () => {
    await start();
    await live(3);
    await browser.pass(20);
    expect(now.silent).toBe(true);
    expect(browser.devices.asked).toBe(2);
    await browser.pass(100);
    expect(browser.devices.asked).toBeLessThan(6);
    await live(3);
    expect(now.silent).toBe(false);
  });

  it('that was silent for long says so when it is back, and a pause does not', async () => {
    const capture = await start();
    await live(3);
    const from = Date.now() / 1000 - 1;
    browser.devices.track.mute(true);
    await browser.pass(60);
    see();
    expect(now.missed).toEqual({ from, until: from + 61, why: 'silent' });
    const { missed } = now;
    await browser.pass(10);
    capture.pause();
    await browser.pass(60);
    capture.resume();
    await browser.settle();
    await live(1);
    expect(now.missed).toBe(missed);
  });

  it('turned off while the browser asks for it stays off', async () => {
    const capture = await start();
    capture.pause();
    capture.resume();
    capture.pause();
    await browser.settle();
    expect(now).toMatchObject({ phase: 'paused', camera: 'off', track: null });
    expect(browser.devices.opened.every(({ readyState }) => readyState === 'ended')).toBe(true);
    await browser.pass(30);
    expect(now.camera).toBe('off');
  });
});

describe('a machine that slept', () => {
  const sleep = async (seconds: number) => {
    vi.setSystemTime(Date.now() + 1000 * seconds);
    await browser.pass(1);
  };

  it('says from when until when', async () => {
    await start();
    await live(3);
    const from = Date.now() / 1000;
    await sleep(600);
    expect(now.missed).toEqual({ from, until: from + 601, why: 'asleep' });
    expect(now.silent).toBe(false);
  });

  it('is not taken for one that loads the networks', async () => {
    const changed = (snapshot: Snapshot) => (now = snapshot);
    new Capture({ url: 'ws://test', token: 't', client: 'test/1', changed }).start();
    FakeSocket.last.welcome();
    await browser.settle();
    await sleep(20);
    vi.setSystemTime(Date.now() + 20_000);
    FakeWorker.last.say({ type: 'ready' });
    await live(1);
    expect(now).toMatchObject({ vision: 'ready', missed: null });
  });

  it('gets back a camera that ended without a word', async () => {
    await start();
    await live(10);
    browser.devices.track.readyState = 'ended';
    await sleep(600);
    await browser.pass(1);
    expect(now).toMatchObject({ camera: 'on', phase: 'measuring' });
    expect(browser.devices.opened).toHaveLength(2);
  });

  it('finds out within seconds that its connection is dead', async () => {
    await start();
    await live(3);
    FakeSocket.last.isDead = true;
    await sleep(600);
    expect(FakeSocket.last.texts('ping')).not.toHaveLength(0);
    await browser.pass(4);
    expect(now.link).not.toBe('open');
    await browser.pass(2);
    expect(FakeSocket.opened).toBe(2);
  });

  it('keeps a connection that answers', async () => {
    await start();
    await live(3);
    await sleep(600);
    await browser.pass(6);
    expect(now.link).toBe('open');
    expect(FakeSocket.opened).toBe(1);
  });
});

describe('the rate', () => {
  it('is the one that the server asks for, and says so', async () => {
    await start();
    expect(now).toMatchObject({ rateHz: 5, limitedBy: null });
    FakeSocket.last.say({ type: 'rate', rate_hz: 2, reason: 'The server is behind.' });
    expect(now).toMatchObject({ rateHz: 2, limitedBy: 'server' });
    expect(FakeWorker.last.rates().at(-1)).toBe(2);
    FakeSocket.last.say({ type: 'rate', rate_hz: 5, reason: '' });
    expect(now).toMatchObject({ rateHz: 5, limitedBy: null });
  });

  it('falls where the machine struggles, and the worker hears it', async () => {
    await start();
    await live(30, 900);
    expect(now.limitedBy).toBe('machine');
    expect(now.rateHz).toBe(1);
    expect(FakeWorker.last.rates().at(-1)).toBe(1);
    expect(now.cost?.ms).toBe(900);
    expect(now.tooWeak).toBe(true);
  });
});

describe('pictures', () => {
  const jpeg = (size = 100) => Uint8Array.from({ length: size }, (_, i) => [0xff, 0xd8][i] ?? 0);
  const shoot = () =>
    FakeWorker.last.say({ type: 'shot', shot: { capturedAt: Date.now() / 1000, picture: jpeg() }, ms: 5 });

  it('are what hello announces, and nothing else is asked of the worker', async () => {
    await start({ measure: 'frames' });
    expect(FakeSocket.last.texts('hello')[0]).toMatchObject({ point_set: null });
    expect(FakeWorker.last.heard[0]).toEqual({ type: 'begin', measure: 'frames' });
    shoot();
    const [message] = FakeSocket.last.binary() as [DataView];
    expect([message.getUint8(0), message.getUint8(1), message.byteLength]).toEqual([2, 1, 116]);
  });

  it('come twice a second at most', async () => {
    await start({ measure: 'frames' });
    expect(now).toMatchObject({ rateHz: 2, limitedBy: null });
  });

  it('are not sent before the server has agreed, and never after it has refused', async () => {
    const changed = (snapshot: Snapshot) => (now = snapshot);
    new Capture({ url: 'ws://test', token: 't', client: 'test/1', changed, measure: 'frames' }).start();
    await browser.settle();
    FakeSocket.last.onopen();
    shoot();
    FakeSocket.last.onclose({ code: 4403, reason: 'frames.not_allowed This session takes landmarks only.' });
    shoot();
    await browser.settle();
    expect(FakeSocket.last.binary()).toEqual([]);
    expect(now).toMatchObject({ phase: 'ended', camera: 'off', end: { code: 'frames.not_allowed' } });
  });

  it('are kept for nobody: the newest replaces what was not sent', async () => {
    await start({ measure: 'frames' });
    FakeSocket.last.bufferedAmount = 1e9;
    for (let turn = 0; turn < 5; turn++) shoot();
    expect(now.waiting).toBe(1);
    FakeSocket.last.onclose({ code: 1006, reason: '' });
    shoot();
    await browser.pass(1);
    FakeSocket.last.welcome({ last_sequence: 0 });
    expect(FakeSocket.last.binary()).toEqual([]);
    expect(now.waiting).toBe(0);
    shoot();
    expect(FakeSocket.last.binary()[0]?.getUint32(4, true)).toBe(6);
  });

  it('of an app are taken at the rate of the session', async () => {
    const capture = await start({ brings: 'frames' });
    const taken = [];
    for (let turn = 0; turn < 20; turn++) {
      taken.push(capture.giveFrame(jpeg()));
      vi.advanceTimersByTime(100);
    }
    expect(taken.filter(Boolean)).toHaveLength(4);
    expect(browser.devices.asked).toBe(0);
    vi.advanceTimersByTime(1000);
    expect(() => capture.giveFrame(new Uint8Array(100))).toThrow('JPEG or WebP');
  });
});

describe('an app that brings its own landmarks', () => {
  it.each([
    ['mesh478', 478, 1],
    ['mesh468', 468, 2],
    ['compact', 66, 3],
    ['ibug68', 68, 4],
  ] as const)('sends %s without a camera', async (pointSet, count, code) => {
    const capture = await start({ brings: pointSet });
    const points = Float32Array.from({ length: 3 * count }, (_, i) => i);
    expect(capture.giveLandmarks({ width: 640, height: 480, points })).toBe(true);
    const [message] = FakeSocket.last.binary() as [DataView];
    expect(message.getUint8(2)).toBe(code);
    expect(message.byteLength).toBe(40 + 6 * count);
    expect(FakeSocket.last.texts('hello')[0]).toMatchObject({ point_set: pointSet });
    expect(browser.devices.asked).toBe(0);
    expect(FakeWorker.last.heard[0]).toEqual({ type: 'begin', measure: 'nothing' });
  });

  it('may call as often as it likes', async () => {
    const capture = await start({ brings: 'compact' });
    let taken = 0;
    for (let frame = 0; frame < 60; frame++) {
      taken += Number(capture.giveLandmarks({ width: 640, height: 480, points: null, reason: 'no_face' }));
      vi.advanceTimersByTime(1000 / 30);
    }
    expect(taken).toBeGreaterThanOrEqual(9);
    expect(taken).toBeLessThanOrEqual(11);
  });

  it('is silent when it gives nothing', async () => {
    await start({ brings: 'compact' });
    await browser.pass(5);
    expect(now).toMatchObject({ camera: 'on', silent: true });
    expect(reasons()).toEqual(['no_frames']);
  });

  it('hears of a wrong number of points', async () => {
    const capture = await start({ brings: 'ibug68' });
    const points = new Float32Array(10);
    expect(() => capture.giveLandmarks({ width: 640, height: 480, points })).toThrow('ibug68 has 68 points');
  });
});
