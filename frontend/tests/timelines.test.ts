// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { recentOf } from '../src/app/live/recent';
import type { State } from '../src/shared/measures';

const timeline = (id: number, state: (State | null)[]) => ({
  id,
  name: `Person ${id}`,
  state,
  attentiveness: state.map(() => null),
  known_share: state.map(() => null),
});
const timesOf = (n: number) => Array.from({ length: n }, (_, i) => 10 * i);

it('tells of the last five minutes of everyone', () => {
  const early = Array.from({ length: 10 }, (): State => 'away');
  const late = Array.from({ length: 30 }, (_, i): State => (i < 24 ? 'facing' : 'notes'));
  const { minutes, people } = recentOf({
    window_s: 10,
    times: timesOf(40),
    people: [
      timeline(1, [...early, ...late]),
      timeline(
        2,
        Array.from({ length: 40 }, () => null),
      ),
    ],
    not_shared: 0,
  });
  expect(minutes).toBe(5);
  expect(people[0]).toMatchObject({
    now: 'notes',
    mostly: 'facing',
    seconds: { facing: 240, notes: 60, away: 0 },
  });
  expect(people[1]).toMatchObject({ now: null, mostly: null });
});

it('tells of less where there is less', () => {
  const { minutes, people } = recentOf({
    window_s: 10,
    times: timesOf(2),
    people: [timeline(1, ['unknown', 'facing'])],
    not_shared: 0,
  });
  expect([minutes, people[0]?.mostly, people[0]?.now]).toEqual([1, 'facing', 'facing']);
});
