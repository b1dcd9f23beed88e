import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Zone } from '../src/capture/protocol';
import { type Look, lookPlan, seconds } from '../src/join/selftest/plan';
import { type Moment, Run, unseen } from '../src/join/selftest/run';

const places = (looks: readonly Look[]) => looks.map(({ at }) => at).join(' ');

describe('the plan', () => {
  it.each([
    [[], 'screen aside screen aside screen'],
    [['second_screen'], 'screen second_screen screen second_screen screen'],
    [
      ['second_screen', 'notes'],
      'screen second_screen screen notes screen second_screen screen notes screen',
    ],
  ] as [Zone[], string][])('goes twice to %j and back', (others, expected) => {
    expect(places(lookPlan(others))).toBe(expected);
  });

  it('leaves time to turn before every look, and takes no more than a minute', () => {
    const looks = lookPlan(['second_screen', 'notes']);
    expect(Math.min(...looks.map(({ turnMs }) => turnMs))).toBeGreaterThanOrEqual(800);
    expect(seconds(looks)).toBeLessThanOrEqual(60);
  });
});

describe('a run', () => {
  let marks: (Zone | null)[] = [];
  let moments: Moment[] = [];
  const finished = vi.fn();
  const looks: Look[] = [
    { at: 'screen', turnMs: 1000, holdMs: 3000 },
    { at: 'notes', turnMs: 2000, holdMs: 3000 },
    { at: 'aside', turnMs: 1000, holdMs: 1000 },
  ];
  const begin = () => {
    const run = new Run(looks, {
      teach: (zone) => marks.push(zone),
      changed: (next) => moments.push(next),
      finished,
    });
    run.start();
    return run;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    [marks, moments] = [[], []];
    finished.mockClear();
  });
  afterEach(() => void vi.useRealTimers());

  it('marks what is measured while a look is held, and nothing on the way', () => {
    begin();
    expect(marks.at(-1)).toBe(null);
    vi.advanceTimersByTime(999);
    expect(marks.at(-1)).toBe(null);
    vi.advanceTimersByTime(1);
    expect(marks.at(-1)).toBe('screen');
    vi.advanceTimersByTime(3000);
    expect(marks.at(-1)).toBe(null);
    vi.advanceTimersByTime(2000);
    expect(marks.at(-1)).toBe('notes');
    expect(moments.at(-1)).toEqual({ look: 1, part: 'hold' });
  });

  it('does not mark a look aside, and ends unmarked', () => {
    begin();
    vi.advanceTimersByTime(11_000);
    expect(marks.filter((mark) => mark !== null)).toEqual(['screen', 'notes']);
    expect(marks.at(-1)).toBe(null);
    expect(finished).toHaveBeenCalledOnce();
  });

  it('can be stopped in the middle of a look', () => {
    const run = begin();
    vi.advanceTimersByTime(2000);
    run.stop();
    expect(marks.at(-1)).toBe(null);
    vi.advanceTimersByTime(60_000);
    expect(finished).not.toHaveBeenCalled();
    expect(moments).toHaveLength(2);
  });

  it('names the zones at which too few faces were seen', () => {
    const run = begin();
    run.seen(); // still on the way
    vi.advanceTimersByTime(1500);
    for (let i = 0; i < 5; i++) run.seen();
    vi.advanceTimersByTime(5500);
    run.seen();
    expect(run.faces).toEqual([5, 1, 0]);
    expect(unseen(run)).toEqual(['notes']);
  });
});
