const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Waiting times between attempts: doubling, with full jitter so that a class does not return at once. */
export class Backoff {
  private attempt = 0;

  constructor(private readonly random: () => number = Math.random) {}

  nextMs(atLeastMs = 0): number {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempt);
    this.attempt += 1;
    return atLeastMs + this.random() * ceiling;
  }

  reset(): void {
    this.attempt = 0;
  }
}
