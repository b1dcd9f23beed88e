import { describe, expect, it } from 'vitest';
import { stateSentence, t } from '../src/app/words';
import { REASONS, STATES, stateColour } from '../src/shared/measures';
import { degrees, percent, within } from '../src/shared/numbers';
import { duration, stopwatch, unixSeconds } from '../src/shared/time';
import { translator } from '../src/shared/words';

describe('a catalogue', () => {
  const say = translator(
    { 'dog.one': '{n} dog', 'dog.other': '{n} dogs', hello: 'Hello {name}' },
    { 'dog.one': '{n} Hund', 'dog.other': '{n} Hunde', hello: 'Hallo {name}' },
  );

  it('fills in values and chooses the plural form', () => {
    expect(say('hello', { name: 'Ada' })).toBe('Hello Ada');
    expect([0, 1, 2].map((n) => say.count('dog', n))).toEqual(['0 dogs', '1 dog', '2 dogs']);
  });

  it('has words for every state and reason', () => {
    for (const state of STATES) expect(t(`state.${state}`)).not.toBe(`state.${state}`);
    for (const reason of REASONS) expect(t(`reason.${reason}`)).not.toBe(`reason.${reason}`);
    expect(stateSentence('unknown', 'camera_off')).toBe('unknown: camera off');
    expect(stateSentence('away', 'known')).toBe('away');
  });
});

describe('numbers and times', () => {
  it('are written for people', () => {
    expect(percent(0.834)).toBe('83\u202f%');
    expect(degrees(-12.4)).toBe('−12°');
    expect(within(-12.4, 2.6)).toBe('−12°\u00a0±\u00a03°');
    expect(within(12.4, null)).toBe('12°');
    expect([7, 754, 3750].map(stopwatch)).toEqual(['0:07', '12:34', '1:02:30']);
    expect([8, 240, 3600, 4800].map(duration)).toEqual(['8 s', '4 min', '1 h', '1 h 20 min']);
  });

  it('reads ISO 8601 and unix seconds alike', () => {
    expect(unixSeconds('2026-03-02T10:00:00+01:00')).toBe(unixSeconds(Date.UTC(2026, 2, 2, 9) / 1000));
  });

  it('names a colour for every state', () => {
    expect(stateColour('second_screen')).toBe('--state-second-screen');
    expect(stateColour('eyes_closed')).toBe('--state-eyes-closed');
  });
});
