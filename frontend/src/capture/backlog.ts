/** One message that the server has not acknowledged yet. */
export interface Pending {
  sequence: number;
  /** Seconds, on a clock that nobody sets. */
  keptAt: number;
  data: ArrayBuffer | string;
  /** Of pictures only the newest counts. */
  isPicture: boolean;
}

/**
 * The messages without an acknowledgement, in the order of their sequence numbers.
 *
 * The first `inFlight` of them were sent on the present connection. A message leaves when the server
 * acknowledges or rejects it, or when it is older than `limitSeconds`; then it counts as lost.
 */
export class Backlog {
  private entries: Pending[] = [];
  private newest = 0;
  inFlight = 0;
  lost = 0;
  /** Pictures that a newer one has replaced before they were sent. */
  replaced = 0;

  constructor(public limitSeconds = 600) {}

  get size(): number {
    return this.entries.length;
  }

  /** Takes the next sequence number, makes the message with it and keeps it. */
  add(keptAt: number, make: (sequence: number) => ArrayBuffer | string, isPicture = false): void {
    const data = make(this.newest + 1);
    this.newest += 1;
    if (isPicture) this.dropPictures(this.inFlight);
    this.entries.push({ sequence: this.newest, keptAt, data, isPicture });
    this.forgetBefore(keptAt - this.limitSeconds);
  }

  /** The next message to send, or undefined when all are sent or `credit` of them are in flight. */
  next(credit: number): Pending | undefined {
    if (this.inFlight >= credit) return undefined;
    const entry = this.entries[this.inFlight];
    if (entry) this.inFlight += 1;
    return entry;
  }

  /** Everything up to `sequence` is stored or was rejected. */
  acknowledge(sequence: number): void {
    const count = this.countUpTo(sequence);
    this.entries.splice(0, count);
    this.inFlight = Math.max(0, this.inFlight - count);
  }

  reject(sequence: number): void {
    const index = this.entries.findIndex((entry) => entry.sequence === sequence);
    if (index < 0) return;
    this.entries.splice(index, 1);
    if (index < this.inFlight) this.inFlight -= 1;
  }

  /** A connection begins: the server has everything up to `lastSequence`, the rest is sent again. */
  restart(lastSequence: number): void {
    this.acknowledge(lastSequence);
    this.inFlight = 0;
    this.dropPictures(0);
    this.newest = Math.max(this.newest, lastSequence);
  }

  /** The server lost what came after `lastSequence` on this connection. */
  rewind(lastSequence: number): void {
    this.inFlight = Math.min(this.inFlight, this.countUpTo(lastSequence));
  }

  private dropPictures(from: number): void {
    const count = this.entries.length;
    this.entries = this.entries.filter((entry, index) => index < from || !entry.isPicture);
    this.replaced += count - this.entries.length;
  }

  private forgetBefore(keptAt: number): void {
    const kept = this.entries.findIndex((entry) => entry.keptAt >= keptAt);
    if (kept <= 0) return;
    this.entries.splice(0, kept);
    this.inFlight = Math.max(0, this.inFlight - kept);
    this.lost += kept;
  }

  private countUpTo(sequence: number): number {
    const index = this.entries.findIndex((entry) => entry.sequence > sequence);
    return index < 0 ? this.entries.length : index;
  }
}
