import { locale } from '../../shared/words';
import { percent } from '../../shared/numbers';
import type { Moment } from '../../shared/time';
import type { QueryValues } from '../router';
import type { Curve, Marker, Session } from '../types';

export const NAMES = [
  'learned_sd_yaw_deg',
  'learned_sd_pitch_deg',
  'taught_sd_yaw_deg',
  'taught_sd_pitch_deg',
  'enter',
  'leave',
  'buffer_s',
  'back_s',
  'closed_openness',
  'eyes_closed_s',
  'min_known_share',
] as const;
export type Name = (typeof NAMES)[number];

export const GROUPS: readonly (readonly ['zones' | 'time' | 'eyes' | 'data', readonly Name[]])[] = [
  ['time', ['buffer_s', 'back_s']],
  ['zones', NAMES.slice(0, 6)],
  ['eyes', ['closed_openness', 'eyes_closed_s']],
  ['data', ['min_known_share']],
];

export const ZONES = ['notes', 'second_screen'] as const;
export type Zone = (typeof ZONES)[number];

export interface Knob {
  readonly name: Name;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly unit: 'deg' | 's' | 'share' | 'sd';
  readonly default: number;
}

export type Parameters = Readonly<Record<Name, number>> & { readonly counted: readonly Zone[] };

/** What differs from the session's own scoring. */
export type Changes = Partial<Record<Name, number>> & { counted?: readonly Zone[] };

/** What `/api/sessions/ID/what-if` answers. */
export interface WhatIf {
  readonly session: Session;
  readonly scoring: { readonly version: number; readonly parameters: Parameters } | null;
  readonly knobs: readonly Knob[];
  readonly default_zones: readonly Zone[];
  readonly has_observations: boolean;
  readonly kept_until: Moment | null;
  readonly can_save: boolean;
  readonly class_only: boolean;
  readonly minimum_people: number;
  readonly former: readonly {
    readonly version: number;
    readonly parameters: Parameters;
    readonly replaced_at: Moment;
  }[];
}

type Both<Value> = { readonly old: Value; readonly new: Value };

interface Figure {
  readonly attentiveness: number | null;
  readonly known_share: number | null;
}

export interface Totals {
  readonly n: number;
  readonly quartiles: readonly [number | null, number | null, number | null];
  readonly mean: number | null;
  readonly known_share: number | null;
  readonly states: Readonly<
    Record<'facing' | 'second_screen' | 'notes' | 'away' | 'eyes_closed', number | null>
  >;
}

export interface ComparedPerson extends Both<Figure> {
  readonly id: number;
  readonly name: string;
}

/** What the job leaves behind. */
export interface Compared {
  readonly window_s: number;
  readonly times: readonly number[];
  readonly markers: readonly Marker[];
  readonly curves: Both<Curve>;
  readonly totals: Both<Totals> | null;
  readonly bands: Readonly<Record<'n' | 'up' | 'down' | 'appear' | 'vanish', number>> | null;
  readonly people?: readonly ComparedPerson[] | null;
  readonly saved_as?: number;
}

const isSame = (one: readonly Zone[], other: readonly Zone[]) =>
  one.length === other.length && one.every((zone) => other.includes(zone));

/** Read what a link says, as far as it is within the knobs' range and another value than the session has. */
export function changesOf(query: string, knobs: readonly Knob[], own: Parameters): Changes {
  const values = new URLSearchParams(query);
  const changes: Changes = {};
  for (const { name, low, high } of knobs) {
    const text = values.get(name);
    const value = text ? Number(text) : Number.NaN;
    if (value >= low && value <= high && value !== own[name]) changes[name] = value;
  }
  const named = values.get('counted')?.split(',') ?? null;
  const counted = named && ZONES.filter((zone) => named.includes(zone));
  if (counted && !isSame(counted, own.counted)) changes.counted = counted;
  return whole(changes, own);
}

/** Leaving a zone takes at least as far as entering it. */
function whole(changes: Changes, own: Parameters): Changes {
  const [enter, leave] = [changes.enter ?? own.enter, changes.leave ?? own.leave];
  return leave < enter ? { ...changes, leave: enter } : changes;
}

/** What to write into the address when a slider moves; the other limit of a zone moves along when it must. */
export function moved(name: Name, value: number, values: Parameters, own: Parameters): QueryValues {
  const entry = (one: Name, its: number): QueryValues => ({ [one]: its === own[one] ? null : its });
  if (name === 'enter' && value > values.leave) return { ...entry('enter', value), ...entry('leave', value) };
  if (name === 'leave' && value < values.enter) return { ...entry('enter', value), ...entry('leave', value) };
  return entry(name, value);
}

export function countedQuery(counted: readonly Zone[], own: Parameters): QueryValues {
  return { counted: isSame(counted, own.counted) ? null : counted.join(',') || 'none' };
}

/** The address that sets these values. */
export const queryOf = (wanted: Parameters, own: Parameters): QueryValues => ({
  ...Object.fromEntries(NAMES.map((name) => [name, wanted[name] === own[name] ? null : wanted[name]])),
  ...countedQuery(wanted.counted, own),
});

const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

export function valueWords(unit: Knob['unit'], value: number): string {
  if (unit === 'share') return percent(value);
  const rounded = tenths.format(value);
  if (unit === 'deg') return `${rounded}°`;
  return unit === 's' ? `${rounded}\u202fs` : `${rounded}\u202fσ`;
}
