import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Capture, type CaptureOptions, type Snapshot } from '../src/capture/capture';
import type { Seen } from '../src/capture/protocol';
import { nowPlan, placesPlan, SCREEN_PLAN, seconds } from '../src/join/selftest/plan';
import { checksOf, isGood } from '../src/join/setup/checks';
import { type FakeBrowser, FakeSocket, FakeWorker, fakeBrowser } from './browser';

const POINTS = 66;

/** A face whose box has this centre and height, as shares of the picture. */
function face(x: number, y: number, height: number, more: Partial<Seen> = {}): Seen {
  const points = new Float32Array(3 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    points[3 * i] = 640 * x + (i % 2 ? 1 : -1) * 0.35 * height * 480;
    points[3 * i + 1] = 480 * (y + height * ((i % 11) / 10 - 0.5));
  }
  const size = { width: 640, height: 480 };
  const capturedAt = Date.now() / 1000;
  return {
    capturedAt,
    ...size,
    faces: 1,
    reason: 'known',
    confidence: 1,
    sharpness: 1,
    exposure: 0.5,
    points,
    ...more,
  };
}

describe('the checks', () => {
  it('are all good for a face in the middle, at an arm’s length, in the light', () => {
    const checked = checksOf(face(0.5, 0.5, 0.36));
    expect(checked).toEqual({ face: 'ok', light: 'ok', distance: 'ok', centred: 'ok' });
    expect(isGood(checked)).toBe(true);
  });

  it.each([
    ['distance', 'too_far', face(0.5, 0.5, 0.1)],
    ['distance', 'too_close', face(0.5, 0.5, 0.8)],
    ['centred', 'aside', face(0.8, 0.5, 0.3)],
    ['centred', 'aside', face(0.5, 0.2, 0.3)],
    ['face', 'cut_off', face(0.05, 0.5, 0.5)],
    ['light', 'too_dark', face(0.5, 0.5, 0.36, { exposure: 0.05 })],
    ['light', 'blurred', face(0.5, 0.5, 0.36, { sharpness: 0.02 })],
    ['face', 'no_face', face(0, 0, 0.3, { points: null, reason: 'no_face', faces: 0 })],
    ['face', 'several_faces', face(0, 0, 0.3, { points: null, reason: 'several_faces', faces: 2 })],
  ] as const)('say of %s that it is %s', (check, verdict, seen) => {
    const checked = checksOf(seen);
    expect(checked[check]).toBe(verdict);
    expect(isGood(checked)).toBe(false);
  });

  it('wait for the first picture', () => {
    expect(new Set(Object.values(checksOf(null)))).toEqual(new Set(['wait']));
  });
});

describe('the looks of the setup', () => {
  it('take about twenty seconds with one more place', () => {
    expect(seconds([...SCREEN_PLAN, ...placesPlan(['notes'])])).toBeLessThanOrEqual(20);
  });

  it('go to each other place once, and back', () => {
    expect(placesPlan(['second_screen', 'notes']).map(({ at }) => at)).toEqual([
      'second_screen',
      'screen',
      'notes',
      'screen',
    ]);
  });

  it('leave time to turn before notes are taught', () => {
    expect(nowPlan('notes')[0]?.turnMs).toBeGreaterThanOrEqual(800);
  });
});

describe('a capture', () => {
  let browser: FakeBrowser;
  let now: Snapshot;

  beforeEach(() => {
    browser = fakeBrowser();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function start(options: Partial<CaptureOptions>): Promise<Capture> {
    const changed = (snapshot: Snapshot) => (now = snapshot);
    const capture = new Capture({ url: 'ws://test', token: 't', client: 'test/1', changed, ...options });
    capture.start();
    FakeSocket.last.welcome();
    FakeWorker.last.say({ type: 'ready' });
    await browser.settle();
    return capture;
  }

  const see = () => FakeWorker.last.say({ type: 'seen', seen: face(0.5, 0.5, 0.36), ms: 10 });
  const reasons = () => FakeSocket.last.texts('status').map(({ reason }) => reason);

  async function live(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      see();
      await browser.pass(1);
    }
  }

  it('that is being set up shows what it sees, and sends nothing but that it is paused', async () => {
    await start({ counting: false });
    await live(7);
    expect(now.seen?.points).toBeTruthy();
    expect(FakeSocket.last.binary()).toHaveLength(0);
    expect(reasons()).toEqual(['paused', 'paused']);
  });

  it('that is being set up sends what teaches a zone', async () => {
    const capture = await start({ counting: false });
    await live(1);
    capture.teach('screen');
    await live(3);
    capture.teach(null);
    await live(2);
    const flags = FakeSocket.last.binary().map((view) => view.getUint8(1));
    expect(flags).toEqual([2, 2, 2]);
    expect(reasons().at(-1)).toBe('paused');
  });

  it('counts from when the setup is over', async () => {
    const capture = await start({ counting: false });
    await live(2);
    capture.setCounting(true);
    await live(3);
    expect(FakeSocket.last.binary()).toHaveLength(3);
  });

  it('without a camera asks for none and is present all the same', async () => {
    await start({ withCamera: false });
    await browser.pass(6);
    expect(browser.devices.asked).toBe(0);
    expect(now).toMatchObject({ phase: 'measuring', camera: 'off', silent: false });
    expect(new Set(reasons())).toEqual(new Set(['camera_off']));
  });

  it('turns the camera off and on again', async () => {
    const capture = await start({});
    await live(1);
    capture.goWithoutCamera();
    expect(browser.devices.track.readyState).toBe('ended');
    await browser.pass(2);
    expect(reasons()).toEqual(['camera_off']);
    capture.resume();
    await browser.settle();
    expect(now).toMatchObject({ phase: 'measuring', camera: 'on' });
  });

  it('that began without a camera can turn one on, and notices when it goes', async () => {
    const capture = await start({ withCamera: false });
    capture.resume();
    await browser.settle();
    expect(now).toMatchObject({ camera: 'on' });
    browser.devices.plug();
    browser.devices.track.end();
    await browser.settle();
    expect(now.camera).toBe('unplugged');
    browser.devices.plug('front');
    await browser.settle();
    expect(now.camera).toBe('on');
  });
});
