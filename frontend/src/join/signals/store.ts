import { signal } from '@preact/signals';
import { ApiError, deleteAs, getAs, postAs } from '../../shared/api';
import { place } from '../store';

export const KINDS = ['hand', 'too_fast', 'too_slow', 'lost'] as const;
export type Kind = (typeof KINDS)[number];
/** Since when each is shown to the host, in unix seconds; null where it is not. */
export type Given = Readonly<Record<Kind, number | null>>;

const NOTHING: Given = { hand: null, too_fast: null, too_slow: null, lost: null };
const PATH = '/api/me/signals';
/** The host may lower a hand, and taps count for five minutes. */
const LOOK_MS = 20_000;

export const given = signal<Given>(NOTHING);
export const problem = signal<string | null>(null);
let asked = 0;

/** A tap, or taking it back. */
export function toggle(kind: Kind): Promise<void> {
  return ask((token) =>
    given.value[kind] === null
      ? postAs<Given>(token, PATH, { kind })
      : deleteAs<Given>(token, `${PATH}/${kind}`),
  );
}

/** Looks again and again what is shown, until it is told to end. */
export function follow(): () => void {
  const look = () => void ask((token) => getAs<Given>(token, PATH));
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}

/** Of several answers only that to the last question is taken. */
async function ask(question: (token: string) => Promise<Given>): Promise<void> {
  if (!place.value) return;
  const mine = ++asked;
  try {
    const answer = await question(place.value.token);
    if (mine === asked) [given.value, problem.value] = [answer, null];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (mine === asked) problem.value = error.message;
  }
}
