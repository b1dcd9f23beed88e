import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chosen, type OwnHistory, spanOf, stretchesOf } from '../src/join/own/history';
import { forget, remember, remembered } from '../src/shared/kept';
import { steps } from '../src/join/own/Trace';
import type { State } from '../src/shared/measures';

const history = (state: (State | null)[], attentiveness: (number | null)[] = []): OwnHistory =>
  ({
    window_s: 10,
    times: state.map((_, i) => 100 + 10 * i),
    windows: { state, attentiveness, known_share: [] },
  }) as unknown as OwnHistory;

describe('a trace', () => {
  it('puts windows of the same state together, and leaves out where nothing came', () => {
    expect(stretchesOf(history([null, 'facing', 'facing', 'away', null, 'away']))).toEqual([
      { from: 110, to: 130, state: 'facing' },
      { from: 130, to: 140, state: 'away' },
      { from: 150, to: 160, state: 'away' },
    ]);
  });

  it('lasts from the first window in which something came to the last', () => {
    expect(spanOf(stretchesOf(history([null, 'facing', 'away', null])))).toMatchObject({
      from: 110,
      to: 130,
    });
    expect(spanOf([])).toBe(null);
  });

  it('draws a level for each window, with gaps where there is none', () => {
    const half = history(['facing', 'unknown', 'facing', 'away'], [1, null, 0.5, 0]);
    expect(steps(half, { from: 100, to: 140 })).toBe('M0 0H250M500 50H750L750 100H1000');
  });
});

describe('what is chosen', () => {
  const whole = { from: 100, to: 160 };

  it.each([
    [112, 138, { from: 110, to: 140 }],
    [138, 112, { from: 110, to: 140 }],
    [120, 120, { from: 120, to: 130 }],
    [160, 160, { from: 150, to: 160 }],
    [100, 160, whole],
  ])('from %d to %d are whole windows, in either direction', (one, other, expected) => {
    expect(chosen(whole, 10, one, other)).toEqual(expected);
  });
});

describe('what this browser remembers', () => {
  const store = new Map<string, string>();
  const one = { code: 'ABC234', title: 'Lenses', course: 'Optics', name: 'Ada', at: 1, own: 'a' };

  beforeEach(() => {
    store.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => store.get(key) ?? null,
      setItem: (key: string, value: string) => void store.set(key, value),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('is the newest first, each once', () => {
    expect(remembered()).toEqual([]);
    remember(one);
    remember({ ...one, own: 'b' });
    remember({ ...one, name: 'Ada L.' });
    expect(remembered().map(({ own, name }) => [own, name])).toEqual([
      ['a', 'Ada L.'],
      ['b', 'Ada'],
    ]);
  });

  it('can be forgotten', () => {
    remember(one);
    remember({ ...one, own: 'b' });
    forget('a');
    expect(remembered().map(({ own }) => own)).toEqual(['b']);
  });
});
