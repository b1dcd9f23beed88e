// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { type Known, notices } from '../src/app/live/notices';
import type { CurvePoint, LivePerson } from '../src/app/types';

const NOW = 10_000;

function person(
  id: number,
  state: LivePerson['state'],
  heldFor: number,
  more: Partial<LivePerson> = {},
): LivePerson {
  return {
    id,
    name: `Person ${id}`,
    connected: true,
    at: NOW,
    state,
    reason: state === 'unknown' ? 'no_face' : 'known',
    yaw: 48,
    pitch: 0,
    roll: 0,
    openness: 1,
    attentiveness: 0.5,
    known_share: 1,
    quality: 0.8,
    held_s: heldFor,
    out_of_range: false,
    ...more,
  };
}

/** So many people facing the screen, after these. */
const withFacing = (some: readonly LivePerson[], all: number): LivePerson[] => [
  ...some,
  ...Array.from({ length: all - some.length }, (_, i) => person(100 + i, 'facing', 500)),
];

const known = (more: Partial<Known>): Known => ({
  now: NOW,
  people: [],
  curve: [],
  markers: [],
  breaks: [],
  ...more,
});

const away = (n: number, heldFor: number) => Array.from({ length: n }, (_, i) => person(i, 'away', heldFor));
const slide14 = { at: NOW - 140, kind: 'slide', text: 'Slide 14' };

describe('notices of the class', () => {
  it('count who has been away, of whom it is known, since the marker before it', () => {
    const people = withFacing([...away(6, 130), person(90, 'unknown', 400, { reason: 'camera_off' })], 25);
    expect(
      notices(known({ people, markers: [{ at: NOW - 900, kind: 'slide', text: 'Slide 2' }, slide14] })),
    ).toEqual([
      {
        kind: 'state',
        key: 'state.away',
        state: 'away',
        n: 6,
        of: 24,
        seconds: 130,
        since: { marker: 'Slide 14' },
      },
    ]);
  });

  it('name no marker that most were away before', () => {
    const people = withFacing(
      [...away(3, 280), ...away(3, 125).map((one) => ({ ...one, id: one.id + 10 }))],
      24,
    );
    expect(notices(known({ people, markers: [slide14] }))).toMatchObject([
      { n: 6, seconds: 125, since: null },
    ]);
  });

  it('go on counting while no update comes', () => {
    const people = withFacing(away(6, 100), 24).map((one) => ({ ...one, at: NOW - 25 }));
    expect(notices(known({ people }))).toMatchObject([{ kind: 'state', n: 6, seconds: 125 }]);
  });

  it('say nothing of fewer than two minutes, of few of many, of fewer than five, or in a break', () => {
    expect(notices(known({ people: withFacing(away(6, 119), 24) }))).toEqual([]);
    expect(notices(known({ people: withFacing(away(4, 130), 24) }))).toEqual([]);
    expect(notices(known({ people: withFacing(away(3, 130), 4) }))).toEqual([]);
    const breaks = [{ id: 1, started_at: NOW - 10, ended_at: null }];
    expect(notices(known({ people: withFacing(away(6, 130), 24), breaks }))).toEqual([]);
  });

  it('do not count the time of a break', () => {
    const breaks = [{ id: 1, started_at: NOW - 600, ended_at: NOW - 60 }];
    expect(notices(known({ people: withFacing(away(6, 400), 24), breaks }))).toEqual([]);
    const longAgo = [{ id: 1, started_at: NOW - 600, ended_at: NOW - 200 }];
    expect(notices(known({ people: withFacing(away(6, 400), 24), breaks: longAgo }))).toMatchObject([
      { seconds: 200 },
    ]);
  });

  it('tell why people cannot be measured, except who chose it', () => {
    const dark = [1, 2, 3].map((id) => person(id, 'unknown', 150, { reason: 'too_dark' }));
    const lost = [4, 5].map((id) => person(id, 'unknown', 130));
    const off = [6, 7].map((id) => person(id, 'unknown', 130, { reason: 'paused' }));
    expect(notices(known({ people: withFacing([...dark, ...lost, ...off], 20) }))).toEqual([
      {
        kind: 'unseen',
        key: 'unseen',
        n: 5,
        of: 20,
        seconds: 130,
        reasons: [
          ['too_dark', 3],
          ['no_face', 2],
        ],
      },
    ]);
  });

  it('tell of many lost connections, not of those who left long ago', () => {
    const gone = (at: number) => [1, 2, 3].map((id) => person(id, 'facing', 5, { connected: false, at }));
    expect(notices(known({ people: withFacing(gone(NOW - 60), 12) }))).toEqual([
      { kind: 'gone', key: 'gone', n: 3, of: 12 },
    ]);
    expect(notices(known({ people: withFacing(gone(NOW - 700), 12) }))).toEqual([]);
  });
});

describe('notices of the class curve', () => {
  /** A point for each window of the last ten minutes, whose median depends on when it ends. */
  const curve = (median: (end: number) => number | null, n = 20): CurvePoint[] =>
    Array.from({ length: 60 }, (_, i) => {
      const at = NOW - 600 + 10 * i;
      return { at, n, q25: 0.5, median: median(at + 10), q75: 0.9, known_share: 0.9 };
    });
  const fallen = curve((end) => (end <= NOW - 140 ? 0.8 : 0.58));

  it('compare now with the moment before the marker', () => {
    expect(notices(known({ curve: fallen, markers: [slide14] }))).toEqual([
      { kind: 'curve', key: 'curve.fell', from: 0.8, to: 0.58, n: 20, since: { marker: 'Slide 14' } },
    ]);
  });

  it('compare with five minutes ago where nothing was marked', () => {
    expect(notices(known({ curve: curve((end) => (end < NOW - 200 ? 0.5 : 0.7)) }))).toMatchObject([
      { key: 'curve.rose', from: 0.5, to: 0.7, since: { at: NOW - 300 } },
    ]);
  });

  it('are silent about small changes, fresh markers, gaps, breaks and an old curve', () => {
    const fresh = [{ ...slide14, at: NOW - 60 }];
    expect(
      notices(known({ curve: curve((end) => (end <= NOW - 140 ? 0.8 : 0.7)), markers: [slide14] })),
    ).toEqual([]);
    expect(
      notices(known({ curve: curve((end) => (end <= NOW - 60 ? 0.8 : 0.5)), markers: fresh })),
    ).toMatchObject([{ since: { at: NOW - 300 } }]);
    const gap = curve((end) => (end < NOW - 300 ? 0.8 : end < NOW - 100 ? null : 0.5));
    expect(notices(known({ curve: gap, markers: [slide14] }))).toEqual([]);
    const breaks = [{ id: 1, started_at: NOW - 190, ended_at: NOW - 170 }];
    expect(notices(known({ curve: fallen, markers: [slide14], breaks }))).toEqual([]);
    expect(notices(known({ now: NOW + 50, curve: fallen, markers: [slide14] }))).toEqual([]);
    expect(
      notices(known({ curve: curve((end) => (end <= NOW - 140 ? 0.8 : 0.58), 4), markers: [slide14] })),
    ).toEqual([]);
  });
});

describe('notices of single people', () => {
  it('have a duration, a reason and a certainty', () => {
    expect(notices(known({ people: [person(1, 'away', 320, { out_of_range: true })] }))).toEqual([
      {
        kind: 'person',
        key: 'person.1.away',
        id: 1,
        name: 'Person 1',
        state: 'away',
        reason: 'known',
        seconds: 320,
        turned: 48,
        beyond: true,
        certain: true,
      },
    ]);
    expect(notices(known({ people: [person(1, 'away', 320, { quality: 0.4 })] }))).toMatchObject([
      { certain: false },
    ]);
    expect(notices(known({ people: [person(1, 'unknown', 200, { quality: null })] }))).toMatchObject([
      { state: 'unknown', reason: 'no_face' },
    ]);
  });

  it('are never of somebody for a short time, hardly seen, paused, gone, or at their notes', () => {
    const nobody = [
      person(1, 'away', 299),
      person(2, 'away', 900, { quality: 0.2 }),
      person(3, 'unknown', 900, { reason: 'paused' }),
      person(4, 'away', 900, { connected: false }),
      person(5, 'notes', 900),
    ];
    for (const one of nobody) expect(notices(known({ people: [one] }))).toEqual([]);
  });

  it('are two at most, the longest first, and not those of whom the class’s sentence speaks', () => {
    const some = [person(1, 'away', 400), person(2, 'away', 600), person(3, 'eyes_closed', 500)];
    const found = notices(known({ people: withFacing(some, 20) }));
    expect(found.map(({ key }) => key)).toEqual(['person.2.away', 'person.3.eyes_closed']);
    const many = withFacing([...away(6, 400), person(9, 'eyes_closed', 500)], 20);
    expect(notices(known({ people: many })).map(({ key }) => key)).toEqual([
      'state.away',
      'person.9.eyes_closed',
    ]);
  });
});
