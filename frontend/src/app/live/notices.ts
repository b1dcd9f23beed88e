import type { Reason, State } from '../../shared/measures';
import { MINUTE_S, unixSeconds, WINDOW_S } from '../../shared/time';
import type { Break, CurvePoint, LivePerson, Marker } from '../types';

/** What the page knows at a moment; everything in unix seconds. */
export interface Known {
  readonly now: number;
  readonly people: readonly LivePerson[];
  readonly curve: readonly CurvePoint[];
  readonly markers: readonly Marker[];
  readonly breaks: readonly Break[];
}

/** Since when: what happened then, or only the time; null when the stretches began at different times. */
export type Since = { readonly marker: string } | { readonly at: number } | null;
export type Told = Exclude<State, 'facing' | 'unknown'>;

export type Notice =
  | StateNotice
  | {
      readonly kind: 'unseen';
      readonly key: string;
      readonly n: number;
      readonly of: number;
      readonly seconds: number;
      readonly reasons: readonly (readonly [Reason, number])[];
    }
  | { readonly kind: 'gone'; readonly key: string; readonly n: number; readonly of: number }
  | {
      readonly kind: 'curve';
      readonly key: string;
      readonly from: number;
      readonly to: number;
      readonly n: number;
      readonly since: Since;
    }
  | PersonNotice;

interface StateNotice {
  readonly kind: 'state';
  readonly key: string;
  readonly state: Told;
  readonly n: number;
  readonly of: number;
  /** For at least so long, everyone of them. */
  readonly seconds: number;
  readonly since: Since;
}

export interface PersonNotice {
  readonly kind: 'person';
  readonly key: string;
  readonly id: number;
  readonly name: string;
  readonly state: 'away' | 'eyes_closed' | 'unknown';
  readonly reason: Reason;
  readonly seconds: number;
  /** How far the head is turned, where that is known. */
  readonly turned: number | null;
  readonly beyond: boolean;
  /** Whether the picture is good enough to be sure. */
  readonly certain: boolean;
}

/** A class is spoken of only when so many are there (measures.md). */
export const MINIMUM_PEOPLE = 5;
const CLASS_HELD_S = 120;
/** So many of those who are there, or it is not worth a sentence. */
const CLASS_SHARE = 0.2;
const CLASS_AT_LEAST = 3;
/** A marker explains stretches that began up to so long after it. */
const MARKER_REACH_S = 600;
/** People look away a little before the slide is marked. */
const MARKER_LEAD_S = 15;
const CHANGE = 0.15;
/** The curve is of the running minute: sooner after a marker it still holds what came before. */
const SETTLED_S = 90;
const NO_MARKER_S = 300;
const CURVE_AGE_S = 45;
const PERSON_HELD_S: Record<PersonNotice['state'], number> = { away: 300, eyes_closed: 120, unknown: 180 };
/** Whoever chose not to be measured is no problem to solve. */
const CHOSEN: ReadonlySet<Reason> = new Set(['paused', 'camera_off', 'withdrawn']);
const GOOD_QUALITY = 0.6;
const LEAST_QUALITY = 0.3;
const PEOPLE_TOLD = 2;
const GONE_FOR_S = 600;

interface Stretch {
  readonly person: LivePerson;
  readonly began: number;
}

/** What stands out now, the class before single people; nothing during a break. */
export function notices(known: Known): Notice[] {
  if (known.breaks.some(({ ended_at }) => ended_at === null)) return [];
  const here = known.people.filter(({ connected, held_s }) => connected && held_s !== null);
  const stretches = here.map((person) => ({ person, began: beganAt(person, known) }));
  const ofClass = [
    ...stateNotices(stretches, known),
    ...unseenNotice(stretches, known),
    ...goneNotice(known),
    ...curveNotice(known),
  ];
  return [...ofClass, ...personNotices(stretches, known, ofClass)];
}

/** When the state began; what was before the end of a break does not count. */
function beganAt(person: LivePerson, { breaks }: Known): number {
  const began = unixSeconds(person.at ?? 0) - (person.held_s ?? 0);
  return Math.max(began, ...breaks.map(({ ended_at }) => unixSeconds(ended_at ?? 0)));
}

function stateNotices(stretches: readonly Stretch[], known: Known): StateNotice[] {
  const of = stretches.filter(({ person }) => person.state !== 'unknown').length;
  if (of < MINIMUM_PEOPLE) return [];
  return (['away', 'eyes_closed', 'notes', 'second_screen'] as const).flatMap((state) => {
    const held = stretches.filter(
      ({ person, began }) => person.state === state && known.now - began >= CLASS_HELD_S,
    );
    if (!isMany(held.length, of)) return [];
    const seconds = known.now - Math.max(...held.map(({ began }) => began));
    return [
      {
        kind: 'state',
        key: `state.${state}`,
        state,
        n: held.length,
        of,
        seconds,
        since: sinceOf(held, known),
      },
    ];
  });
}

const isMany = (n: number, of: number) => n >= Math.max(CLASS_AT_LEAST, CLASS_SHARE * of);

/** The last marker before which hardly anybody had begun: it explains, or at least dates, the stretches. */
function sinceOf(held: readonly Stretch[], { markers, now }: Known): Since {
  const marker = markers
    .filter(({ at }) => now - unixSeconds(at) <= MARKER_REACH_S)
    .toSorted((a, b) => unixSeconds(b.at) - unixSeconds(a.at))
    .find(({ at }) => share(held, ({ began }) => began >= unixSeconds(at) - MARKER_LEAD_S) >= 0.75);
  return marker ? { marker: marker.text } : null;
}

const share = <Thing>(things: readonly Thing[], fits: (thing: Thing) => boolean) =>
  things.filter(fits).length / things.length;

function unseenNotice(stretches: readonly Stretch[], { now }: Known): Notice[] {
  if (stretches.length < MINIMUM_PEOPLE) return [];
  const unseen = stretches.filter(
    ({ person, began }) =>
      person.state === 'unknown' && !CHOSEN.has(person.reason) && now - began >= CLASS_HELD_S,
  );
  if (!isMany(unseen.length, stretches.length)) return [];
  const counts = new Map<Reason, number>();
  for (const { person } of unseen) counts.set(person.reason, (counts.get(person.reason) ?? 0) + 1);
  const reasons = [...counts].toSorted((a, b) => b[1] - a[1]);
  const seconds = now - Math.max(...unseen.map(({ began }) => began));
  return [{ kind: 'unseen', key: 'unseen', n: unseen.length, of: stretches.length, seconds, reasons }];
}

/** Many lost at once is a problem of the network; who left long ago has left. */
function goneNotice({ people, now }: Known): Notice[] {
  const seen = people.filter(({ at }) => at !== null && now - unixSeconds(at) < GONE_FOR_S);
  const gone = seen.filter(({ connected }) => !connected);
  if (seen.length < MINIMUM_PEOPLE || !isMany(gone.length, seen.length)) return [];
  return [{ kind: 'gone', key: 'gone', n: gone.length, of: seen.length }];
}

/** The class now against the class before the last marker, or without one five minutes ago. */
function curveNotice({ curve, markers, breaks, now }: Known): Notice[] {
  const last = curve.findLast(hasMedian);
  if (!last || now - endOf(last) > CURVE_AGE_S) return [];
  const marker = markers
    .toSorted((a, b) => unixSeconds(a.at) - unixSeconds(b.at))
    .findLast(({ at }) => isWithin(now - unixSeconds(at), SETTLED_S, MARKER_REACH_S));
  const at = marker ? unixSeconds(marker.at) : now - NO_MARKER_S;
  const before = curve.findLast((point) => hasMedian(point) && endOf(point) <= at);
  if (!before || at - endOf(before) > MINUTE_S || isInterrupted(breaks, endOf(before) - MINUTE_S)) return [];
  const [from, to] = [before.median ?? 0, last.median ?? 0];
  if (Math.abs(to - from) < CHANGE) return [];
  const key = `curve.${to < from ? 'fell' : 'rose'}`;
  return [{ kind: 'curve', key, from, to, n: last.n, since: marker ? { marker: marker.text } : { at } }];
}

const hasMedian = (point: CurvePoint) => point.median !== null && point.n >= MINIMUM_PEOPLE;
const endOf = (point: CurvePoint) => unixSeconds(point.at) + WINDOW_S;
const isWithin = (value: number, low: number, high: number) => value >= low && value <= high;
const isInterrupted = (breaks: readonly Break[], since: number) =>
  breaks.some(({ ended_at }) => ended_at === null || unixSeconds(ended_at) >= since);

/** The longest first; nobody whose state the class's sentence tells already, and nobody who is hardly seen. */
function personNotices(
  stretches: readonly Stretch[],
  { now }: Known,
  told: readonly Notice[],
): PersonNotice[] {
  const isTold = (state: State) =>
    told.some((one) =>
      one.kind === 'state' ? one.state === state : one.kind === 'unseen' && state === 'unknown',
    );
  return stretches
    .flatMap(({ person, began }) => {
      const { id, name, state, reason, yaw, quality } = person;
      if (!isOfPerson(state) || isTold(state) || now - began < PERSON_HELD_S[state]) return [];
      if (state === 'unknown' ? CHOSEN.has(reason) : (quality ?? 0) < LEAST_QUALITY) return [];
      const [turned, certain] = [yaw === null ? null : Math.abs(yaw), (quality ?? 0) >= GOOD_QUALITY];
      const facts = { id, name, state, reason, turned, certain, beyond: person.out_of_range };
      return [{ kind: 'person' as const, key: `person.${id}.${state}`, seconds: now - began, ...facts }];
    })
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, PEOPLE_TOLD);
}

const isOfPerson = (state: State): state is PersonNotice['state'] => state in PERSON_HELD_S;
