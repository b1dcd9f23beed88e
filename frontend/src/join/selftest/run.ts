import type { Zone } from '../../capture/protocol';
import type { Look } from './plan';

export interface Moment {
  readonly look: number;
  readonly part: 'turn' | 'hold';
}

interface RunEvents {
  /** Marks what is measured from now on. */
  teach(zone: Zone | null): void;
  changed(moment: Moment): void;
  finished(): void;
}

/** Goes through the looks one after the other: the time to turn there, unmarked, then the time to stay. */
export class Run {
  /** Pictures with a face in them, for each look that is held. */
  readonly faces: number[];
  private moment: Moment = { look: 0, part: 'turn' };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly looks: readonly Look[],
    private readonly events: RunEvents,
  ) {
    this.faces = looks.map(() => 0);
  }

  start(): void {
    this.turn(0);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.events.teach(null);
  }

  /** A face was in the picture just now. */
  seen(): void {
    const { look, part } = this.moment;
    if (part === 'hold') this.faces[look] = (this.faces[look] ?? 0) + 1;
  }

  private turn(index: number): void {
    this.events.teach(null);
    const look = this.looks[index];
    if (!look) return this.events.finished();
    this.enter({ look: index, part: 'turn' });
    this.timer = setTimeout(() => this.hold(index, look), look.turnMs);
  }

  private hold(index: number, look: Look): void {
    this.events.teach(look.at === 'aside' ? null : look.at);
    this.enter({ look: index, part: 'hold' });
    this.timer = setTimeout(() => this.turn(index + 1), look.holdMs);
  }

  private enter(moment: Moment): void {
    this.moment = moment;
    this.events.changed(moment);
  }
}

/** With fewer pictures of a face than this, a look says nothing. */
const FEWEST_FACES = 3;

/** The zones at which the face was not seen for long enough, at least once. */
export function unseen({ looks, faces }: Pick<Run, 'looks' | 'faces'>): Zone[] {
  const missed = looks.flatMap(({ at }, i) => (at !== 'aside' && (faces[i] ?? 0) < FEWEST_FACES ? [at] : []));
  return [...new Set(missed)];
}
