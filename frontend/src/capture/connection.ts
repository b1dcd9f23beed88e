import { Backlog } from './backlog';
import { Backoff } from './backoff';
import {
  frameBytes,
  type Hello,
  helloText,
  landmarksBytes,
  parseServerMessage,
  pingText,
  type Reject,
  requirePoints,
  type Seen,
  type ServerMessage,
  type Shot,
  type StatusReason,
  statusText,
  type Welcome,
  type Zone,
} from './protocol';

const PING_MS = 10_000;
/** The computer's clock was set when it went that much faster or slower than time. */
const CLOCK_SET_MS = 1_000;
/** What the browser may hold unsent before we stop handing it more. */
const BUFFERED_BYTES = 256 * 1024;
/** Close codes after which trying again cannot help. */
/** Pictures underway at most: more would only become old on the way. */
const PICTURES_IN_FLIGHT = 8;
/** After a sleep a living connection answers within so long. */
const ANSWER_MS = 3_000;
const FINAL_CODES = new Set([4400, 4401, 4403, 4404, 4409, 4413]);

/** The part of a WebSocket that the connection uses. */
export type Socket = Pick<
  WebSocket,
  'send' | 'close' | 'bufferedAmount' | 'binaryType' | 'onopen' | 'onmessage' | 'onclose'
>;

export type LinkState = 'connecting' | 'open' | 'waiting' | 'ended';

export interface Ended {
  code: string;
  sentence: string;
}

export interface ConnectionEvents {
  state(state: LinkState): void;
  welcome(welcome: Welcome): void;
  rate(rateHz: number): void;
  rejected(code: string, sentence: string): void;
  notice(code: string, sentence: string): void;
  acknowledged(dropped: number): void;
  ended(end: Ended): void;
}

/**
 * Carries observations to the server: keeps them until they are stored, reconnects, resumes.
 *
 * It has no timers of its own, because a hidden page's timers stall: call `tick` about once a second.
 */
export class Connection {
  readonly backlog = new Backlog();
  state: LinkState = 'connecting';
  private socket: Socket | null = null;
  private backoff = new Backoff();
  private credit = 0;
  private reconnectAfterMs = 0;
  private retryAt = 0;
  private pingedAt = 0;
  private answerBy = Infinity;
  private toldClock = 0;
  private heardSincePing = true;
  private complaint: Ended | null = null;

  constructor(
    private readonly url: string,
    private readonly hello: Hello,
    private readonly events: ConnectionEvents,
    private readonly openSocket: (url: string) => Socket = (address) => new WebSocket(address),
    private readonly now: () => number = Date.now,
    private readonly steady: () => number = () => performance.now(),
  ) {}

  connect(): void {
    this.enter('connecting');
    const socket = this.openSocket(this.url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.greet(socket);
    socket.onmessage = (event: MessageEvent) => this.receive(socket, parseServerMessage(event.data));
    socket.onclose = (event: CloseEvent) => this.lose(socket, event);
    this.socket = socket;
    this.complaint = null;
    this.pingedAt = this.steady();
    this.heardSincePing = false;
    this.answerBy = Infinity;
  }

  tick(): void {
    const now = this.steady();
    if (this.state === 'waiting' && now >= this.retryAt) this.connect();
    else if (this.socket && now >= this.answerBy) this.retry(this.socket);
    else if (this.socket && now - this.pingedAt >= PING_MS) this.ping(this.socket);
  }

  /** The machine slept: a waiting connection is tried at once, and an open one has to prove that it lives. */
  wake(): void {
    if (this.state === 'waiting') return this.connect();
    if (this.state !== 'open' || !this.socket) return;
    this.heardSincePing = true;
    this.answerBy = this.steady() + ANSWER_MS;
    this.ping(this.socket);
  }

  /** The picture's size goes out with the next hello; every landmarks message names its own. */
  setPicture(width: number, height: number): void {
    this.hello.picture = [width, height];
  }

  /** `teaching`: the zone at which the person said that they were looking when the picture was taken. */
  sendSeen(seen: Seen, teaching: Zone | null = null): void {
    const { pointSet } = this.hello;
    if (pointSet === null) throw new TypeError('This connection has said that it sends pictures, not points');
    requirePoints(seen.points, pointSet);
    this.backlog.add(this.steady() / 1000, (sequence) => landmarksBytes(sequence, seen, pointSet, teaching));
    this.flush();
  }

  /** Only while connected: a picture is of now, and nothing keeps it. */
  sendShot(shot: Shot, teaching: Zone | null = null): void {
    if (this.hello.pointSet !== null)
      throw new TypeError('This connection has said that it sends points, not pictures');
    if (this.state !== 'open') return;
    this.backlog.add(this.steady() / 1000, (sequence) => frameBytes(sequence, shot, teaching), true);
    this.flush();
  }

  sendStatus(capturedAt: number, reason: StatusReason): void {
    this.backlog.add(this.steady() / 1000, (sequence) => statusText(sequence, capturedAt, reason));
    this.flush();
  }

  /** Tries now instead of waiting, e.g. when the browser says that the network is back. */
  hurry(): void {
    if (this.state === 'waiting') this.connect();
  }

  close(): void {
    this.quit();
    this.enter('ended');
  }

  private enter(state: LinkState): void {
    this.state = state;
    this.events.state(state);
  }

  private greet(socket: Socket): void {
    this.toldClock = this.clock();
    socket.send(helloText(this.hello, this.now() / 1000));
  }

  private ping(socket: Socket): void {
    // A dead network does not close a socket; silence since the last ping is the only sign of it.
    if (!this.heardSincePing) return this.retry(socket);
    this.heardSincePing = false;
    this.pingedAt = this.steady();
    this.tellTime(socket);
    this.flush();
  }

  private tellTime(socket: Socket): void {
    this.toldClock = this.clock();
    socket.send(pingText(this.now() / 1000));
  }

  /** Changes only when somebody sets the clock, or while the computer sleeps. */
  private clock(): number {
    return this.now() - this.steady();
  }

  private receive(socket: Socket, message: ServerMessage): void {
    if (socket !== this.socket) return;
    this.heardSincePing = true;
    this.answerBy = Infinity;
    this.handle(message);
    this.flush();
  }

  private handle(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        return this.begin(message);
      case 'ack':
        this.backlog.acknowledge(message.sequence);
        return this.events.acknowledged(message.dropped);
      case 'reject':
        return this.takeReject(message);
      case 'rate':
        return this.events.rate(message.rate_hz);
      case 'resume':
        return this.backlog.rewind(message.last_sequence);
      case 'notice':
        return this.events.notice(message.code, message.sentence);
      case 'going_away':
        this.reconnectAfterMs = message.reconnect_after_s * 1000;
        return;
      case 'pong':
        return;
    }
  }

  private takeReject({ sequence, code, sentence }: Reject): void {
    // One without a number is about the connection: what the close that follows has no room to say.
    if (sequence === null) this.complaint = { code, sentence };
    else this.backlog.reject(sequence);
    this.events.rejected(code, sentence);
  }

  private begin(welcome: Welcome): void {
    this.backoff.reset();
    this.reconnectAfterMs = 0;
    const isPictures = this.hello.pointSet === null;
    this.credit = isPictures ? Math.min(welcome.credit, PICTURES_IN_FLIGHT) : welcome.credit;
    this.backlog.limitSeconds = welcome.limits.buffer_s;
    this.backlog.restart(welcome.last_sequence);
    this.enter('open');
    this.events.welcome(welcome);
    this.events.rate(welcome.rate_hz);
  }

  private flush(): void {
    const socket = this.socket;
    if (this.state !== 'open' || !socket) return;
    while (socket.bufferedAmount < BUFFERED_BYTES) {
      const entry = this.backlog.next(this.credit);
      if (!entry) return;
      // Times of capture are put right by what the server knows of this clock: that comes first.
      if (Math.abs(this.clock() - this.toldClock) > CLOCK_SET_MS) this.tellTime(socket);
      socket.send(entry.data);
    }
  }

  private lose(socket: Socket, event: CloseEvent): void {
    if (socket !== this.socket) return;
    if (!FINAL_CODES.has(event.code)) return this.retry(socket);
    this.quit();
    this.enter('ended');
    this.events.ended(this.complaint ?? endOf(event));
  }

  private retry(socket: Socket): void {
    if (socket !== this.socket) return;
    this.quit();
    this.enter('waiting');
    this.retryAt = this.steady() + this.backoff.nextMs(this.reconnectAfterMs);
  }

  private quit(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close(1000);
  }
}

/** A close reason is "code sentence" or "code: sentence". */
function endOf(event: CloseEvent): Ended {
  const parts = /^([a-z_]+(?:\.[a-z_]+)+):?\s+(.+)$/s.exec(event.reason);
  if (!parts) return { code: `close.${event.code}`, sentence: event.reason };
  return { code: parts[1] as string, sentence: parts[2] as string };
}
