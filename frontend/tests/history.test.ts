// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { minuteAround } from '../src/app/history/PersonRow';
import { stepped, totals } from '../src/app/history/Strip';
import { runs, type TimeAxis, valueAt } from '../src/app/history/strip';
import { windowAt } from '../src/app/parts/ClassCurve';
import type { HistoryPerson } from '../src/app/types';

const axis: TimeAxis = { times: [100, 110, 120, 150], window_s: 10, from: 100, to: 160 };
const person: HistoryPerson = {
  id: 1,
  name: 'Ada',
  joined_at: null,
  attentiveness: 0.5,
  known_share: 0.9,
  seconds: { facing: 20, away: 75 },
  windows: {
    attentiveness: [1, 0.97, null, null],
    state: ['facing', 'facing', null, 'facing'],
    known_share: [1, 1, null as unknown as number, 0.4],
  },
};

describe('a strip', () => {
  it('joins neighbouring windows of one state and leaves a hole where there is none', () => {
    expect(runs(person, 'state', axis)).toEqual([
      { start: 100, end: 120, value: 'facing' },
      { start: 150, end: 160, value: 'facing' },
    ]);
  });

  it('shows attentiveness as unknown, not as zero, where the server gives none', () => {
    expect(valueAt(person, 'attentiveness', 3)).toBe('unknown');
    expect(valueAt(person, 'attentiveness', 0)).toBe(1);
    expect(valueAt(person, 'attentiveness', 2)).toBeNull();
  });

  it('says its totals in words', () => {
    expect(totals(person)).toBe('facing the screen 20 s, away 1 min');
  });
});

describe('the cursor', () => {
  it.each([
    [99, -1],
    [100, 0],
    [119.9, 1],
    [135, -1],
    [159, 3],
    [160, -1],
  ])('at %d is in window %d', (at, index) => {
    expect(windowAt(axis.times, axis.window_s, at)).toBe(index);
  });

  it('steps from window to window and stops at the ends', () => {
    expect(stepped(axis, null, 1)).toBe(105);
    expect(stepped(axis, 105, 1)).toBe(115);
    expect(stepped(axis, 105, -1)).toBe(105);
    expect(stepped(axis, null, -1)).toBe(155);
  });

  it('asks why of the minute around a window', () => {
    const hour: TimeAxis = { times: [], window_s: 10, from: 1000, to: 4600 };
    expect(minuteAround(hour, 2004)).toEqual([1980, 2040]);
    expect(minuteAround(hour, 1001)).toEqual([1000, 1040]);
    expect(minuteAround({ ...hour, window_s: 60 }, 2004)).toEqual([1960, 2020]);
  });
});
