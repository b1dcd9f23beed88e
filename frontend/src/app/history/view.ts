import { ORDERS, type Order } from '../order';
import type { StripMode, TimeAxis } from './strip';

/** What of a session is looked at: all of it is in the query, so that a link shows the same. */
export interface View {
  readonly from: number;
  readonly to: number;
  readonly zoomed: boolean;
  /** The moment whose past is told. */
  readonly at: number | null;
  readonly mode: StripMode;
  readonly order: Order;
  readonly find: string;
  readonly compact: boolean;
  /** From which share of the session on somebody attended. */
  readonly least: number;
}

export const LEAST = 0.75;
/** More people than this are shown as a heat map at first. */
const ROOMY_UP_TO = 30;

export function viewOf(search: string, axis: TimeAxis, people: number): View {
  const query = new URLSearchParams(search);
  const [from, to] = stretchOf(query, axis);
  const rows = query.get('rows');
  return {
    from,
    to,
    zoomed: from > axis.from || to < axis.to,
    at: numberIn(query.get('at'), axis.from, axis.to),
    mode: query.get('show') === 'attentiveness' ? 'attentiveness' : 'state',
    order: ORDERS.find((order) => order === query.get('sort')) ?? 'name',
    find: query.get('find') ?? '',
    compact: rows === null ? people > ROOMY_UP_TO : rows === 'compact',
    least: leastOf(query),
  };
}

/** A stretch of one person's time that somebody asks about, in unix seconds. */
export interface Asked {
  readonly participant: number;
  readonly from: number;
  readonly to: number;
}

/** What `whyQuery` wrote; null where nothing, or nothing sensible, is asked. */
export function askedIn(search: string): Asked | null {
  const [participant, from, to] = (new URLSearchParams(search).get('why') ?? '').split('-').map(Number);
  return participant && from && to && from < to ? { participant, from, to } : null;
}

export const whyQuery = ({ participant, from, to }: Asked) => ({
  why: [participant, Math.floor(from), Math.ceil(to)].join('-'),
});

export const leastOf = (query: URLSearchParams): number =>
  (numberIn(query.get('present'), 1, 100) ?? LEAST * 100) / 100;

/** The part that is asked for, as far as there is one; at least a window long. */
function stretchOf(query: URLSearchParams, { from, to, window_s }: TimeAxis): [number, number] {
  const start = numberIn(query.get('from'), from, to) ?? from;
  const end = numberIn(query.get('to'), from, to) ?? to;
  return end - start >= Math.min(window_s, to - from) ? [start, end] : [from, to];
}

function numberIn(text: string | null, least: number, most: number): number | null {
  if (text === null || text.trim() === '' || !Number.isFinite(Number(text))) return null;
  return Math.min(Math.max(Number(text), least), most);
}

/** A drawn stretch, out to the edges of its windows. */
export function widened(from: number, to: number, axis: TimeAxis): [number, number] {
  const edge = (at: number, round: (n: number) => number) =>
    axis.from + round((at - axis.from) / axis.window_s) * axis.window_s;
  return [Math.max(edge(from, Math.floor), axis.from), Math.min(edge(to, Math.ceil), axis.to)];
}

export const found = <Person extends { readonly name: string }>(
  people: readonly Person[],
  wanted: string,
): readonly Person[] => {
  const text = wanted.trim().toLocaleLowerCase();
  return text ? people.filter(({ name }) => name.toLocaleLowerCase().includes(text)) : people;
};
