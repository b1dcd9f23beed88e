import { effect, signal } from '@preact/signals';
import type { Snapshot } from '../capture/capture';
import { snapshot } from './store';

/** A time in which nothing ran here: the machine slept, or a phone put the page aside. Unix milliseconds. */
export interface Away {
  readonly kind: 'slept' | 'background';
  readonly from: number;
  readonly to: number;
}

/** The snapshot changes at least once a second, also in a hidden tab: a longer silence is no tab's doing. */
const GONE_MS = 20_000;
/** Over so long a time the pace is judged; fewer than so many of the pictures that were agreed are few. */
const PACE_MS = 15_000;
const FEW = 0.5;

/** Notices from when to when nothing ran, told of every moment in which something did. */
export class Gaps {
  private last: { at: number; hidden: boolean } | null = null;

  constructor(private readonly isPhone: boolean) {}

  alive(at: number, hidden: boolean): Away | null {
    const { last } = this;
    this.last = { at, hidden };
    if (!last || at - last.at < GONE_MS) return null;
    return { kind: this.isPhone && last.hidden ? 'background' : 'slept', from: last.at, to: at };
  }
}

/** Judges whether pictures come as often as agreed. */
export class Pace {
  private since = 0;
  private pictures = 0;
  private seen: Snapshot['seen'] = null;
  isSlow = false;

  look(now: Snapshot, at: number): void {
    const runs = now.phase === 'measuring' && now.camera === 'on' && now.vision === 'ready' && !now.silent;
    if (!runs || at - this.since > 2 * PACE_MS) {
      [this.since, this.pictures] = [at, 0];
      if (!runs) this.isSlow = false;
    }
    if (now.seen && now.seen !== this.seen) this.pictures += 1;
    this.seen = now.seen;
    if (at - this.since < PACE_MS) return;
    this.isSlow = this.pictures < FEW * now.rateHz * ((at - this.since) / 1000);
    [this.since, this.pictures] = [at, 0];
  }
}

export const away = signal<Away | null>(null);
export const isSlow = signal(false);

export function watchAway(): void {
  const gaps = new Gaps(matchMedia('(pointer: coarse)').matches);
  const pace = new Pace();
  effect(() => {
    const now = snapshot.value;
    if (!now || now.phase === 'stopped' || now.phase === 'ended') return;
    const at = Date.now();
    away.value = gaps.alive(at, document.hidden) ?? away.peek();
    pace.look(now, at);
    isSlow.value = pace.isSlow;
  });
}
