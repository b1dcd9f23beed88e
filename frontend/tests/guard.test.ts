import { describe, expect, it } from 'vitest';
import { Guard } from '../src/capture/guard';

const ASKED_HZ = 5;

/** A machine that needs `ms` for a picture, measured for so many seconds. Returns the rates it was asked for. */
function live(guard: Guard, seconds: number, ms: number, from = 0): { rates: number[]; until: number } {
  const rates: number[] = [];
  let at = from;
  while (at < from + 1000 * seconds) {
    const rateHz = guard.rateHz(ASKED_HZ);
    // A picture that takes longer than its period delays the next one.
    at += Math.max(1000 / rateHz, ms);
    guard.take(ms, at, ASKED_HZ);
    rates.push(guard.rateHz(ASKED_HZ));
  }
  return { rates, until: at };
}

describe('the guard of the processor', () => {
  it('leaves a machine alone that has time', () => {
    const guard = new Guard();
    expect(new Set(live(guard, 60, 15).rates)).toEqual(new Set([ASKED_HZ]));
    expect(guard.isLimiting(ASKED_HZ)).toBe(false);
  });

  it('does not heed a short burst', () => {
    const guard = new Guard();
    const { until } = live(guard, 20, 15);
    const burst = live(guard, 3, 180, until);
    expect(new Set(burst.rates)).toEqual(new Set([ASKED_HZ]));
  });

  it('lowers the rate until measuring takes less than half of a core', () => {
    const guard = new Guard();
    const { rates } = live(guard, 60, 180);
    const rate = rates.at(-1) as number;
    expect(rate).toBeLessThan(ASKED_HZ);
    expect(0.18 * rate).toBeLessThan(0.5);
    expect(guard.isLimiting(ASKED_HZ)).toBe(true);
    expect(guard.isTooWeak).toBe(false);
  });

  it('never goes below once a second, and says when even that is too much', () => {
    const guard = new Guard();
    const { rates } = live(guard, 120, 800);
    expect(Math.min(...rates)).toBe(1);
    expect(guard.isTooWeak).toBe(true);
  });

  it('raises the rate again when the machine has time, step by step', () => {
    const guard = new Guard();
    const { until } = live(guard, 60, 250);
    const { rates } = live(guard, 180, 15, until);
    const distinct = [...new Set(rates)];
    expect(distinct.at(-1)).toBe(ASKED_HZ);
    expect(distinct.length).toBeGreaterThan(2);
    expect(distinct).toEqual([...distinct].sort((a, b) => a - b));
  });

  it('waits longer each time that a raise had to be taken back', () => {
    const guard = new Guard();
    let at = live(guard, 60, 250).until;
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const low = guard.rateHz(ASKED_HZ);
      const began = at;
      while (guard.rateHz(ASKED_HZ) === low) at = live(guard, 1, 15, at).until;
      waits.push(at - began);
      at = live(guard, 40, 400, at).until; // and is busy again
      expect(guard.rateHz(ASKED_HZ)).toBeLessThanOrEqual(low);
    }
    expect(waits[1]).toBeGreaterThan(1.5 * (waits[0] as number));
    expect(waits[2]).toBeGreaterThan(1.5 * (waits[1] as number));
  });

  it('tells the cost of a picture and the share of a core', () => {
    const guard = new Guard();
    const { until } = live(guard, 30, 20);
    const cost = guard.cost(until);
    expect(cost?.ms).toBe(20);
    expect(cost?.share).toBeCloseTo(0.1, 1);
    guard.forget();
    expect(guard.cost(until)).toBeNull();
  });

  it('keeps to a server that asks for less than the machine could', () => {
    const guard = new Guard();
    live(guard, 60, 180);
    expect(guard.rateHz(1.5)).toBe(1.5);
    expect(guard.isLimiting(1.5)).toBe(false);
    expect(guard.rateHz(0.5)).toBe(0.5);
  });
});
