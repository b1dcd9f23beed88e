import type { Zone } from '../../capture/protocol';

/** Where to look, for how long one may turn there, and for how long to stay. A look at no zone is not measured. */
export interface Look {
  readonly at: Zone | 'aside';
  readonly turnMs: number;
  readonly holdMs: number;
}

/** The head takes 0.8 s; the rest is for reading, and for noticing from afar that it is time to look back. */
const TURN_MS = 2500;
const HOLD_MS = 3000;
const ASIDE_MS = 1200;

/** The first look begins with reading. */
const BEGIN_MS = 3500;

/** The screen, then each other zone and back, twice; without another zone one turns aside, anywhere. */
export function lookPlan(others: readonly Zone[]): Look[] {
  const targets: Look['at'][] = others.length > 0 ? [...others] : ['aside'];
  const there = targets.flatMap((target) => [look(target), look('screen')]);
  return [{ ...look('screen'), turnMs: BEGIN_MS }, ...there, ...there];
}

/** The setup's: the screen for as long as it takes to be known well. */
export const SCREEN_PLAN: readonly Look[] = [{ at: 'screen', turnMs: 2000, holdMs: 6000 }];

/** The setup's: each other zone once, and back. */
export const placesPlan = (others: readonly Zone[]): Look[] =>
  others.flatMap((other) => [look(other), look('screen')]);

/** "I am taking notes now": nothing is to be read, one is nearly there. */
export const nowPlan = (zone: Zone): Look[] => [{ at: zone, turnMs: 1500, holdMs: 5500 }];

function look(at: Look['at']): Look {
  return { at, turnMs: TURN_MS, holdMs: at === 'aside' ? ASIDE_MS : HOLD_MS };
}

export const seconds = (looks: readonly Look[]): number =>
  Math.round(looks.reduce((sum, { turnMs, holdMs }) => sum + turnMs + holdMs, 0) / 1000);
