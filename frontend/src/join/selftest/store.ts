import { effect, signal } from '@preact/signals';
import type { Seen, Zone } from '../../capture/protocol';
import { snapshot, teach } from '../store';
import { awaitResult } from './result';
import { type Look, lookPlan } from './plan';
import { type Moment, Run, unseen } from './run';
import { tone } from './tone';

export type Stage = 'choose' | 'looking' | 'interrupted' | 'result';

/** The open dialog's stage; null while it is closed. */
export const stage = signal<Stage | null>(null);
/** Not asked again once it was done or put off; the way back to it stays. */
export const offered = signal(true);
export const others = signal<readonly Zone[]>([]);
export const withSound = signal(false);
export const moment = signal<Moment>({ look: 0, part: 'turn' });
export const missed = signal<readonly Zone[]>([]);

/** The one under way, or the last one. */
export const run = signal<Run | null>(null);
let sound: AudioContext | null = null;
/** Who asked for the looks hears which zones were not seen; null: the result is shown. */
let told: ((unseen: readonly Zone[]) => void) | null = null;
let counted: Seen | null = null;

export function open(): void {
  stage.value = 'choose';
}

export function putOff(): void {
  offered.value = false;
}

export function begin(): void {
  start(lookPlan(others.value), null);
}

/** Looks without a result of their own, in the same dialog. */
export function lookAt(looks: readonly Look[], finished: (unseen: readonly Zone[]) => void): void {
  start(looks, finished);
}

function start(looks: readonly Look[], finished: typeof told): void {
  told = finished;
  // A browser lets a page sound only from a click on.
  if (withSound.value) sound ??= new AudioContext();
  run.value = new Run(looks, { teach, changed: enter, finished: finish });
  stage.value = 'looking';
  run.value.start();
}

/** Closes the dialog, whatever it is doing. */
export function close(): void {
  run.value?.stop();
  stage.value = null;
  offered.value = false;
}

function enter(next: Moment): void {
  moment.value = next;
  const at = run.value?.looks[next.look]?.at;
  if (sound && withSound.value && next.part === 'turn' && at === 'screen' && next.look > 0) tone(sound, 520);
}

function finish(): void {
  if (!run.value) return;
  if (told) {
    close();
    return told(unseen(run.value));
  }
  missed.value = unseen(run.value);
  stage.value = 'result';
  void awaitResult();
}

function interrupt(): void {
  run.value?.stop();
  stage.value = 'interrupted';
}

/** The newest picture's face counts once; without the camera there is nothing to go on with. */
effect(() => {
  const now = snapshot.value;
  if (stage.peek() !== 'looking' || !now) return;
  if (now.phase !== 'measuring' || now.camera !== 'on') interrupt();
  else if (now.seen !== counted && now.seen?.points) run.peek()?.seen();
  counted = now.seen;
});
