import { beforeEach, expect, it } from 'vitest';
import { Connection, type Ended, type LinkState, type Socket } from '../src/capture/connection';
import type { Seen, Welcome } from '../src/capture/protocol';

/** The server's end of a socket that lives in memory. */
class Line implements Socket {
  sent: (string | ArrayBuffer)[] = [];
  bufferedAmount = 0;
  binaryType: BinaryType = 'blob';
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;

  send(data: unknown): void {
    this.sent.push(data as string | ArrayBuffer);
  }

  close(): void {}

  say(message: object): void {
    this.onmessage?.call(null as never, { data: JSON.stringify(message) } as MessageEvent);
  }

  hangUp(code: number, reason = ''): void {
    this.onclose?.call(null as never, { code, reason } as CloseEvent);
  }

  open(lastSequence = 0, credit = 50): void {
    this.onopen?.call(null as never, {} as Event);
    this.say({ ...WELCOME, last_sequence: lastSequence, credit });
  }

  texts(): { type: string }[] {
    return this.sent.filter((data) => typeof data === 'string').map((data) => JSON.parse(data));
  }

  sequences(): number[] {
    const landmarks = this.sent.filter((data) => data instanceof ArrayBuffer);
    return landmarks.map((data) => new DataView(data).getUint32(4, true));
  }
}

const WELCOME: Welcome = {
  type: 'welcome',
  protocol: 1,
  participant: 1,
  name: 'Ada',
  session: { title: 'Optics', clock: 'live', started_at: 0, status: 'open' },
  rate_hz: 5,
  credit: 50,
  last_sequence: 0,
  server_time: 0,
  limits: { message_bytes: 10_000, buffer_s: 600 },
};

let now = 0;
let steady = 0;
let lines: Line[] = [];
let states: LinkState[] = [];
let ends: Ended[] = [];
let rates: number[] = [];

function connect(): Connection {
  const events = {
    state: (state: LinkState) => states.push(state),
    ended: (end: Ended) => ends.push(end),
    rate: (rate: number) => rates.push(rate),
    welcome() {},
    rejected() {},
    notice() {},
    acknowledged() {},
  };
  const hello = { token: 't', pointSet: 'compact' as const, fovDeg: null, mirrored: false, client: 'test/1' };
  const open = () => {
    const line = new Line();
    lines.push(line);
    return line;
  };
  const connection = new Connection(
    'ws://test',
    { ...hello, picture: [640, 480] },
    events,
    open,
    () => now,
    () => steady,
  );
  connection.connect();
  return connection;
}

function seen(capturedAt: number): Seen {
  const none = {
    faces: 0,
    reason: 'no_face' as const,
    confidence: 0,
    sharpness: null,
    exposure: null,
    points: null,
  };
  return { capturedAt, width: 640, height: 480, ...none };
}

/** Waits out any back-off, as seconds of ticks. */
function wait(connection: Connection, seconds: number): void {
  for (const end = steady + seconds * 1000; steady < end;) {
    now += 1000;
    steady += 1000;
    connection.tick();
  }
}

beforeEach(() => {
  now = 1_000_000;
  steady = 0;
  lines = [];
  states = [];
  ends = [];
  rates = [];
});

it('says hello first and nothing before the welcome', () => {
  const connection = connect();
  const [line] = lines as [Line];
  line.onopen?.call(null as never, {} as Event);
  connection.sendSeen(seen(1));
  expect(line.texts().map((text) => text.type)).toEqual(['hello']);
  expect(line.sequences()).toEqual([]);
  line.say(WELCOME);
  expect(line.sequences()).toEqual([1]);
});

it('resumes after a lost connection without gaps or repeats', () => {
  const connection = connect();
  lines[0]?.open();
  for (let i = 1; i <= 3; i++) connection.sendSeen(seen(i));
  lines[0]?.say({ type: 'ack', sequence: 1, dropped: 0 });
  lines[0]?.hangUp(1006);
  connection.sendSeen(seen(4));
  wait(connection, 2);
  lines[1]?.open(2);
  expect(lines[1]?.sequences()).toEqual([3, 4]);
});

it('keeps within the credit', () => {
  const connection = connect();
  lines[0]?.open(0, 2);
  for (let i = 1; i <= 3; i++) connection.sendSeen(seen(i));
  expect(lines[0]?.sequences()).toEqual([1, 2]);
  lines[0]?.say({ type: 'ack', sequence: 1, dropped: 0 });
  expect(lines[0]?.sequences()).toEqual([1, 2, 3]);
});

it('sends again what the server asks for', () => {
  const connection = connect();
  lines[0]?.open();
  for (let i = 1; i <= 3; i++) connection.sendSeen(seen(i));
  lines[0]?.say({ type: 'resume', last_sequence: 1 });
  expect(lines[0]?.sequences()).toEqual([1, 2, 3, 2, 3]);
});

it('takes the rate from the server', () => {
  connect();
  lines[0]?.open();
  lines[0]?.say({ type: 'rate', rate_hz: 2, reason: 'busy' });
  expect(rates).toEqual([5, 2]);
});

it('ends with the reason when the server turns the token away', () => {
  const connection = connect();
  lines[0]?.open();
  lines[0]?.hangUp(4401, 'token.expired: Your place in this session has expired; join again.');
  expect(ends).toEqual([
    { code: 'token.expired', sentence: 'Your place in this session has expired; join again.' },
  ]);
  wait(connection, 60);
  expect(lines).toHaveLength(1);
});

it('gives the whole sentence that the close frame had no room for', () => {
  connect();
  lines[0]?.open();
  const whole = { code: 'session.closed', sentence: 'This session is over. Ask the host for the next one.' };
  lines[0]?.say({ type: 'reject', sequence: null, ...whole });
  lines[0]?.hangUp(4404, 'session.closed: This session is ov');
  expect(ends).toEqual([whole]);
});

it('tries again after a server that goes away, not before it asked', () => {
  const connection = connect();
  lines[0]?.open();
  lines[0]?.say({ type: 'going_away', reconnect_after_s: 20 });
  lines[0]?.hangUp(1012);
  wait(connection, 19);
  expect(lines).toHaveLength(1);
  wait(connection, 3);
  expect(lines).toHaveLength(2);
});

it('notices a network that is silently dead', () => {
  const connection = connect();
  lines[0]?.open();
  wait(connection, 10);
  expect(lines[0]?.texts().map((text) => text.type)).toEqual(['hello', 'ping']);
  wait(connection, 10);
  expect(states.at(-1)).toBe('waiting');
});

it('stays while the server answers pings', () => {
  const connection = connect();
  lines[0]?.open();
  for (let i = 0; i < 6; i++) {
    wait(connection, 10);
    lines[0]?.say({ type: 'pong', sent_at: 0, server_time: 0 });
  }
  expect(states).toEqual(['connecting', 'open']);
});

it.each([3_600_000, -3_600_000])('tells the server first when the clock was set by %d ms', (change) => {
  const connection = connect();
  lines[0]?.open();
  connection.sendSeen(seen(now / 1000));
  now += change;
  connection.sendSeen(seen(now / 1000));
  connection.sendSeen(seen(now / 1000));
  const [, first, ping, ...rest] = lines[0]?.sent ?? [];
  expect(first).toBeInstanceOf(ArrayBuffer);
  expect(JSON.parse(ping as string)).toEqual({ type: 'ping', sent_at: now / 1000 });
  expect(rest.map((data) => data instanceof ArrayBuffer)).toEqual([true, true]);
});

it('pings and comes back in time although the clock was set back', () => {
  const connection = connect();
  lines[0]?.open();
  now -= 3_600_000;
  wait(connection, 10);
  expect(lines[0]?.texts().map((text) => text.type)).toEqual(['hello', 'ping']);
  lines[0]?.hangUp(1006);
  wait(connection, 2);
  expect(lines).toHaveLength(2);
});

it('forgets nothing because the clock was set ahead', () => {
  const connection = connect();
  connection.sendSeen(seen(now / 1000));
  now += 3_600_000;
  connection.sendSeen(seen(now / 1000));
  expect(connection.backlog.lost).toBe(0);
});
