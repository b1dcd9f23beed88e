// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { stateNow, withUpdate } from '../src/app/live/LiveClass';
import { waitMs } from '../src/app/live/socket';
import { inOrder } from '../src/app/order';
import type { LivePerson } from '../src/app/types';

const person: LivePerson = {
  id: 3,
  name: 'Ada',
  connected: true,
  at: 10,
  state: 'facing',
  reason: 'known',
  yaw: 1,
  pitch: 2,
  roll: 3,
  openness: 1,
  attentiveness: 0.9,
  known_share: 1,
  quality: 0.8,
  held_s: 5,
  out_of_range: false,
};

describe('a person of a live class', () => {
  it('takes every value of an update and keeps the name', () => {
    const updated = withUpdate(person, [3, 11, 'away', 'known', 50, -4, 2, null, 0.7, 0.95, 0.6, 0.5, true]);
    expect(updated).toEqual({
      ...person,
      at: 11,
      state: 'away',
      yaw: 50,
      pitch: -4,
      roll: 2,
      openness: null,
      attentiveness: 0.7,
      known_share: 0.95,
      quality: 0.6,
      held_s: 0.5,
      out_of_range: true,
    });
  });

  it('is unknown while not connected', () => {
    expect(stateNow({ ...person, connected: false })).toEqual({ state: 'unknown', reason: 'disconnected' });
  });
});

describe('the order', () => {
  const people = [
    { id: 1, name: 'person 10', attentiveness: null },
    { id: 2, name: 'person 9', attentiveness: 0.9 },
    { id: 3, name: 'Åsa', attentiveness: 0.2 },
  ];

  it('by name reads numbers as numbers', () => {
    expect(inOrder(people, 'name').map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it('by attentiveness puts those without a figure last', () => {
    expect(inOrder(people, 'attentiveness').map(({ id }) => id)).toEqual([3, 2, 1]);
    expect(inOrder(people, 'joined').map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('waiting to connect again', () => {
  it('doubles up to fifteen seconds, and chance takes up to a half', () => {
    expect(waitMs(0, 0)).toBe(500);
    expect(waitMs(3, 0)).toBe(4000);
    expect(waitMs(30, 0)).toBe(15_000);
    expect(waitMs(30, 1)).toBe(7500);
  });
});
