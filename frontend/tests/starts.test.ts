import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asInstant, asLocal, clocksChange, daysLater, soon, weekly } from '../src/app/hour/starts';

const zone = process.env.TZ;

describe('in Berlin, where summer time ends on 25 October 2026', () => {
  beforeEach(() => {
    process.env.TZ = 'Europe/Berlin';
  });
  afterEach(() => {
    process.env.TZ = zone;
  });

  it('every Monday at ten stays at ten', () => {
    const starts = weekly(new Date('2026-10-19T10:00'), 3);
    expect(starts.map((start) => start.toISOString())).toEqual([
      '2026-10-19T08:00:00.000Z',
      '2026-10-26T09:00:00.000Z',
      '2026-11-02T09:00:00.000Z',
    ]);
    expect(starts.map(asLocal)).toEqual(['2026-10-19T10:00', '2026-10-26T10:00', '2026-11-02T10:00']);
    expect(clocksChange(starts)).toBe(true);
    expect(clocksChange(starts.slice(1))).toBe(false);
  });

  it('a field and an instant mean the same moment', () => {
    expect(asInstant('2026-07-01T09:30')).toBe('2026-07-01T07:30:00.000Z');
    expect(asLocal(new Date('2026-07-01T07:30:00Z'))).toBe('2026-07-01T09:30');
  });

  it('a week later is a week later', () => {
    expect(daysLater(new Date('2026-12-28T10:00'), 7)).toEqual(new Date('2027-01-04T10:00'));
  });

  it('soon is the next full hour', () => {
    expect(asLocal(soon(new Date('2026-12-31T23:20')))).toBe('2027-01-01T00:00');
  });
});
