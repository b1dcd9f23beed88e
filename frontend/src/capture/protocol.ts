/** Wire protocol v1, as docs/protocol.md describes it: everything that crosses the websocket. */
import { boundsOf } from '../vision/regions';
import { float16Bits } from './float16';

export const PROTOCOL = 1;
export const HEADER_BYTES = 40;
export const FRAME_HEADER_BYTES = 16;
export const LARGEST_PICTURE = 512 * 1024;

/** `ibug68` is for apps that bring points of their own (their z is not read: 0); this client's are `compact`. */
export const POINT_SET = { none: 0, mesh478: 1, mesh468: 2, compact: 3, ibug68: 4 } as const;
export type PointSet = Exclude<keyof typeof POINT_SET, 'none'>;
const POINTS: Record<PointSet, number> = { mesh478: 478, mesh468: 468, compact: 66, ibug68: 68 };

/** At what a person says that they are looking, while they teach it. */
export const ZONE = { screen: 1, second_screen: 2, notes: 3 } as const;
export type Zone = keyof typeof ZONE;

export const REASON = {
  known: 0,
  no_face: 1,
  several_faces: 2,
  too_small: 3,
  too_dark: 4,
  blurred: 5,
  cut_off: 6,
  camera_off: 7,
  no_frames: 8,
  paused: 9,
  disconnected: 10,
  uncalibrated: 11,
  withdrawn: 12,
} as const;
export type Reason = keyof typeof REASON;
export type StatusReason = 'camera_off' | 'no_frames' | 'paused';

/** What was seen at one time: the points of one face, or the reason why there are none. */
export interface Seen {
  /** Unix seconds of the client's clock. */
  capturedAt: number;
  width: number;
  height: number;
  faces: number;
  reason: Reason;
  /** 0..1 */
  confidence: number;
  /** 0..1, null when unknown */
  sharpness: number | null;
  /** 0..1, null when unknown */
  exposure: number | null;
  /** x, y, z in pixels of the picture, one after the other; null when no face follows. */
  points: Float32Array | null;
}

/** A picture as it goes to the server, where the session's policy allows pictures. */
export interface Shot {
  /** Unix seconds of the client's clock. */
  capturedAt: number;
  /** The bytes of a JPEG or WebP file. */
  picture: Uint8Array;
}

export interface Hello {
  token: string;
  /** Null for a client that sends pictures. */
  pointSet: PointSet | null;
  picture: [number, number];
  fovDeg: number | null;
  mirrored: boolean;
  client: string;
}

export interface Welcome {
  type: 'welcome';
  protocol: number;
  participant: number;
  name: string;
  session: { title: string; clock: 'live' | 'recorded'; started_at: number | null; status: string };
  rate_hz: number;
  credit: number;
  last_sequence: number;
  server_time: number;
  limits: { message_bytes: number; buffer_s: number };
}

export interface Reject {
  type: 'reject';
  sequence: number | null;
  code: string;
  sentence: string;
}

export type ServerMessage =
  | Welcome
  | { type: 'ack'; sequence: number; dropped: number }
  | Reject
  | { type: 'rate'; rate_hz: number; reason: string }
  | { type: 'pong'; sent_at: number; server_time: number }
  | { type: 'resume'; last_sequence: number }
  | { type: 'notice'; code: string; sentence: string }
  | { type: 'going_away'; reconnect_after_s: number };

export function parseServerMessage(text: string): ServerMessage {
  const message: unknown = JSON.parse(text);
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    throw new Error(`Expected a server message with a "type", got ${text.slice(0, 80)}`);
  }
  return message as ServerMessage;
}

export function helloText(hello: Hello, sentAt: number): string {
  return JSON.stringify({
    type: 'hello',
    protocol: PROTOCOL,
    token: hello.token,
    point_set: hello.pointSet,
    picture: hello.picture,
    fov_deg: hello.fovDeg,
    mirrored: hello.mirrored,
    sent_at: sentAt,
    client: hello.client,
  });
}

export function statusText(sequence: number, capturedAt: number, reason: StatusReason): string {
  return JSON.stringify({ type: 'status', sequence, captured_at: capturedAt, reason });
}

export function pingText(sentAt: number): string {
  return JSON.stringify({ type: 'ping', sent_at: sentAt });
}

/** Throws unless there are as many points as the set has: the server would reject every message. */
export function requirePoints(points: Float32Array | null, pointSet: PointSet): void {
  const expected = POINTS[pointSet];
  if (points === null || points.length === 3 * expected) return;
  throw new RangeError(
    `${pointSet} has ${expected} points, so x, y, z of each are ${3 * expected} numbers; got ${points.length}`,
  );
}

/** A binary `landmarks` message with float16 points relative to the face's box. */
export function landmarksBytes(
  sequence: number,
  seen: Seen,
  pointSet: PointSet,
  teaching: Zone | null = null,
): ArrayBuffer {
  const points = seen.points;
  const box = points ? boxOf(points) : { x: 0, y: 0, scale: 1 };
  const bytes = new ArrayBuffer(HEADER_BYTES + (points ? points.length * 2 : 0));
  const view = new DataView(bytes);
  view.setUint8(0, 1);
  view.setUint8(1, teaching ? ZONE[teaching] << 1 : 0);
  view.setUint8(2, points ? POINT_SET[pointSet] : POINT_SET.none);
  view.setUint8(3, Math.min(seen.faces, 255));
  view.setUint32(4, sequence, true);
  view.setFloat64(8, seen.capturedAt, true);
  view.setUint8(16, REASON[seen.reason]);
  view.setUint8(17, share(seen.confidence, 255));
  view.setUint8(18, share(seen.sharpness, 254));
  view.setUint8(19, share(seen.exposure, 254));
  view.setUint16(20, seen.width, true);
  view.setUint16(22, seen.height, true);
  view.setFloat32(24, box.x, true);
  view.setFloat32(28, box.y, true);
  view.setFloat32(32, box.scale, true);
  if (points) writePoints(view, points, box);
  return bytes;
}

/** A binary `frame` message. Throws for what the server would reject. */
export function frameBytes(sequence: number, shot: Shot, teaching: Zone | null = null): ArrayBuffer {
  const { picture, capturedAt } = shot;
  if (picture.length > LARGEST_PICTURE) {
    throw new RangeError(`A picture has at most ${LARGEST_PICTURE} bytes; got ${picture.length}`);
  }
  const bytes = new ArrayBuffer(FRAME_HEADER_BYTES + picture.length);
  const view = new DataView(bytes);
  view.setUint8(0, 2);
  view.setUint8(1, formatOf(picture));
  view.setUint16(2, teaching ? ZONE[teaching] : 0, true);
  view.setUint32(4, sequence, true);
  view.setFloat64(8, capturedAt, true);
  new Uint8Array(bytes).set(picture, FRAME_HEADER_BYTES);
  return bytes;
}

function formatOf(picture: Uint8Array): 1 | 2 {
  if (picture[0] === 0xff && picture[1] === 0xd8) return 1;
  if (String.fromCharCode(...picture.subarray(8, 12)) === 'WEBP') return 2;
  throw new TypeError('A picture is the bytes of a JPEG or WebP file; this is neither');
}

/** 255 means unknown for sharpness and exposure, so a known value stops at 254 there. */
function share(value: number | null, highest: number): number {
  return value === null ? 255 : Math.min(highest, Math.max(0, Math.round(value * 255)));
}

interface Box {
  x: number;
  y: number;
  scale: number;
}

/** Centre and half the longer side: the points then lie in -1..1, where float16 is exact to 0.0005. */
function boxOf(points: Float32Array): Box {
  const [left, top, right, bottom] = boundsOf(points);
  const scale = Math.fround(Math.max(right - left, bottom - top, 1) / 2);
  return { x: Math.fround((left + right) / 2), y: Math.fround((top + bottom) / 2), scale };
}

function writePoints(view: DataView, points: Float32Array, box: Box): void {
  const origin = [box.x, box.y, 0];
  for (let i = 0; i < points.length; i++) {
    const value = ((points[i] as number) - (origin[i % 3] as number)) / box.scale;
    view.setUint16(HEADER_BYTES + 2 * i, float16Bits(value), true);
  }
}
