import { expect, it } from 'vitest';
import { askedIn, whyQuery } from '../src/app/history/view';
import { parameterWords, valueOf } from '../src/app/scoring/parameters';
import {
  baseOf,
  changesOf,
  differences,
  hiddenDifferences,
  type Knob,
  NAMES,
  type Parameters,
  versionQuery,
} from '../src/app/whatif/knobs';
import { gained } from '../src/app/whatif/gained';

const own = {
  ...Object.fromEntries(NAMES.map((name) => [name, 1])),
  counted: ['notes'],
  calibrate_s: 25,
} as unknown as Parameters;
const former = { version: 1500, parameters: { ...own, buffer_s: 3, calibrate_s: 7 } };
const now = { version: 2, parameters: own };
const knobs = NAMES.map((name) => ({ name, low: 0, high: 10, step: 1, unit: 's', default: 1 })) as Knob[];

it('starts from the version that a link names, where the session had it', () => {
  expect(baseOf('?version=1500', now, [former])).toBe(former);
  expect(baseOf('?version=77', now, [former])).toBe(now);
  expect(baseOf('', now, [former])).toBe(now);
});

it('takes all values of a version, and what is turned beside it', () => {
  const changes = changesOf('?version=1500&back_s=2', knobs, former.parameters);
  expect(changes).toEqual({ back_s: 2 });
  const values = { ...former.parameters, ...changes };
  expect(differences(values, own)).toEqual(['buffer_s', 'back_s']);
  expect(hiddenDifferences(values, own)).toEqual(['calibrate_s']);
});

it('forgets what was turned when a version is set', () => {
  const query = versionQuery(1500);
  expect(query.version).toBe(1500);
  expect(NAMES.every((name) => query[name] === null) && query.counted === null).toBe(true);
});

it('tells a difference as the two figures are shown', () => {
  expect(gained(0.836, 0.7949)).toBe(-0.05);
  expect(gained(null, 0.5)).toBeNull();
});

it('names a value with its unit', () => {
  expect(valueOf('steady_deg_s', 25)).toBe('25\u202f°/s');
  expect(valueOf('sd_yaw_deg', 14)).toBe('14°');
  expect(valueOf('min_known_share', 0.5)).toBe('50\u202f%');
  expect(valueOf('counted', ['second_screen'])).toBe('facing the screen, second screen');
  expect(valueOf('perclos', false)).toBe('no');
  expect(parameterWords('buffer_s')).toBe('Until away');
  expect(parameterWords('of_a_newer_server')).toBe('of a newer server');
});

it('reads the question that an address asks, and no other', () => {
  const asked = { participant: 12, from: 1_700_000_000, to: 1_700_000_060 };
  expect(askedIn(`?${new URLSearchParams(whyQuery(asked))}`)).toEqual(asked);
  for (const wrong of ['', '?why=12', '?why=a-1-2', '?why=12-5-5']) expect(askedIn(wrong)).toBeNull();
});
