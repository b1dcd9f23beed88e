/** What measuring costs: a picture's time in the worker, and the share of one core that all of them take. */
export interface Cost {
  ms: number;
  share: number;
}

const WINDOW_MS = 10_000;
/** Before a judgement: of a second's pictures nothing can be said. */
const LEAST_MS = 3_000;
/** More than half of a core for so long is a struggle: there is a video call beside us. */
const TOO_BUSY = 0.5;
const TOO_LONG_MS = 4_000;
/** What a new rate is chosen for, and what it may take at most before it is tried. */
const AIM = 0.3;
const LOWEST_HZ = 1;
const STEP = 1.5;
const FIRST_CALM_MS = 20_000;
const LONGEST_CALM_MS = 320_000;

/**
 * Lowers the rate where the machine struggles, and raises it again with care.
 *
 * Time counts as it passes, so other programs that take the processor count too. A raise that had to be taken back
 * makes the next one wait for twice as long.
 */
export class Guard {
  private samples: { at: number; ms: number }[] = [];
  private limitHz = Infinity;
  private busySince: number | null = null;
  private calmSince: number | null = null;
  private calmMs = FIRST_CALM_MS;
  private raised = false;

  /** A picture has taken `ms`; `askedHz` is what the server wants. */
  take(ms: number, atMs: number, askedHz: number): void {
    this.samples.push({ at: atMs, ms });
    this.samples = this.samples.filter(({ at }) => at > atMs - WINDOW_MS);
    const cost = this.cost(atMs);
    if (!cost || atMs - this.first() < LEAST_MS) return;
    const rateHz = this.rateHz(askedHz);
    if (this.isBusy(cost, atMs)) this.lower(rateHz, cost);
    else if (this.isCalm(cost, rateHz, atMs)) this.raise(rateHz, askedHz);
  }

  rateHz(askedHz: number): number {
    return Math.min(askedHz, Math.max(LOWEST_HZ, this.limitHz));
  }

  isLimiting(askedHz: number): boolean {
    return this.rateHz(askedHz) < askedHz;
  }

  /** Too slow even at the lowest rate: pictures instead of landmarks would be better, where they are allowed. */
  get isTooWeak(): boolean {
    const ms = median(this.samples.map((sample) => sample.ms));
    return this.limitHz <= LOWEST_HZ && ms !== null && ms * LOWEST_HZ > 1000 * TOO_BUSY;
  }

  cost(atMs: number): Cost | null {
    const ms = median(this.samples.map((sample) => sample.ms));
    if (ms === null) return null;
    const sum = this.samples.reduce((total, sample) => total + sample.ms, 0);
    return { ms, share: sum / Math.max(atMs - this.first(), LEAST_MS) };
  }

  /** The camera was off, or the machine asleep: what was seen before says nothing about now. */
  forget(): void {
    this.samples = [];
    this.busySince = this.calmSince = null;
  }

  private first(): number {
    const [first] = this.samples;
    return first ? first.at - first.ms : 0;
  }

  private isBusy({ share }: Cost, atMs: number): boolean {
    if (share <= TOO_BUSY) {
      this.busySince = null;
      return false;
    }
    this.busySince ??= atMs;
    return atMs - this.busySince >= TOO_LONG_MS;
  }

  private isCalm({ ms }: Cost, rateHz: number, atMs: number): boolean {
    if (this.limitHz === Infinity) return false;
    if ((ms / 1000) * rateHz * STEP > AIM) {
      this.calmSince = null;
      return false;
    }
    this.calmSince ??= atMs;
    return atMs - this.calmSince >= this.calmMs;
  }

  private lower(rateHz: number, { share }: Cost): void {
    if (rateHz <= LOWEST_HZ) return;
    if (this.raised) this.calmMs = Math.min(2 * this.calmMs, LONGEST_CALM_MS);
    this.limitHz = Math.max(LOWEST_HZ, tenths((rateHz * AIM) / share));
    this.raised = false;
    this.forget();
  }

  private raise(rateHz: number, askedHz: number): void {
    const next = tenths(rateHz * STEP);
    this.limitHz = next >= askedHz ? Infinity : next;
    this.raised = true;
    this.forget();
  }
}

/** For people to read. */
const tenths = (rateHz: number) => Math.floor(10 * rateHz) / 10;

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
