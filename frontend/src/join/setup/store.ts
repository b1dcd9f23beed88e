import { signal } from '@preact/signals';
import type { Zone } from '../../capture/protocol';
import { placesPlan, SCREEN_PLAN } from '../selftest/plan';
import { lookAt, others, putOff } from '../selftest/store';
import { begin } from '../store';

export const STEPS = ['camera', 'screen', 'places'] as const;
export type Step = (typeof STEPS)[number];

export const step = signal<Step>('camera');
/** The zones that were not seen for long enough; null before one has looked. */
export const unseen = signal<readonly Zone[] | null>(null);

export function next(): void {
  unseen.value = null;
  const following = STEPS[STEPS.indexOf(step.value) + 1];
  if (following) step.value = following;
  else finish();
}

export function finish(): void {
  begin();
  step.value = 'camera';
}

export function showScreen(): void {
  lookAt(SCREEN_PLAN, taken);
}

export function showPlaces(): void {
  lookAt(placesPlan(others.value), taken);
}

/** On to the next step, unless something was not seen. */
function taken(missed: readonly Zone[]): void {
  unseen.value = missed;
  if (missed.length > 0) return;
  putOff();
  next();
}
