// @vitest-environment happy-dom
import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { nextSlide } from '../src/app/live/MarkerForm';
import { sentence } from '../src/app/live/Notices';
import { isQuiet } from '../src/app/live/Signals';
import { modules } from '../src/app/parts/Qr';

describe('the next slide', () => {
  const marker = (at: number, kind: string, text: string) => ({ at, kind, text });

  it('follows the last one that has a number', () => {
    const markers = [
      marker(9, 'slide', 'Slide 14: the proof'),
      marker(5, 'slide', 'Slide 20'),
      marker(10, 'note', '3'),
    ];
    expect(nextSlide(markers)).toBe(15);
    expect(nextSlide([...markers, marker(12, 'slide', 'Summary')])).toBe(15);
    expect(nextSlide([])).toBeNull();
  });
});

describe('sentences of notices', () => {
  it('say how many, how long, and since when', () => {
    const facts = { kind: 'state', key: '', state: 'away', n: 6, of: 24, seconds: 120 } as const;
    expect(sentence({ ...facts, since: { marker: 'Slide 14' } })).toBe(
      '6 of 24 have been away for 2 min or longer since “Slide 14”.',
    );
    expect(sentence({ ...facts, n: 1, since: null })).toBe('1 of 24 has been away for 2 min or longer.');
  });

  it('say of one person how surely', () => {
    const facts = {
      kind: 'person',
      key: '',
      id: 1,
      name: 'Ada',
      reason: 'known',
      seconds: 360,
      beyond: true,
    } as const;
    expect(sentence({ ...facts, state: 'away', turned: 70, certain: false })).toBe(
      'Ada has been away for 6 min: head turned at least 70° from the screen (seen less surely).',
    );
  });
});

describe('signals', () => {
  const none = { too_fast: 0, too_slow: 0, lost: null };
  it('are quiet without hands and taps', () => {
    expect(isQuiet({ hands: [], counts: none })).toBe(true);
    expect(isQuiet({ hands: [], counts: { ...none, lost: 1 } })).toBe(false);
    expect(isQuiet({ hands: [{ id: null, name: null, at: 1 }], counts: none })).toBe(false);
  });
});

describe('a QR code', () => {
  it('is drawn with as much dark as it has', () => {
    const { data } = encode('http://localhost/join/4RS8D6', { border: 0 });
    const dark = data.flat().filter(Boolean).length;
    const drawn = [...modules(data).matchAll(/h(\d+)v/g)].reduce(
      (sum, [, length]) => sum + Number(length),
      0,
    );
    expect(drawn).toBe(dark);
  });

  it('joins neighbours of a row', () => {
    expect(
      modules([
        [true, true, false, true],
        [false, false, false, true],
      ]),
    ).toBe('M0 0h2v1h-2zM3 0h1v1h-1zM3 1h1v1h-1z');
  });
});
