import { computed, signal } from '@preact/signals';
import { Capture, type CaptureOptions, type Snapshot } from '../capture/capture';
import type { Zone } from '../capture/protocol';
import { ApiError, deleteAs, get, post, postAs } from '../shared/api';
import { greet, isKnownInside, key } from './key';
import { type Kept, remember, remembered } from '../shared/kept';
import { t } from './words';

export interface Invitation {
  session: { title: string; course: string; status: string; clock: 'live' | 'recorded'; locked?: boolean };
  host_sees_people: boolean;
  capture: 'landmarks' | 'frames';
  measured: string[];
  not_measured: string[];
}

interface Joined {
  token: string;
  own_token: string;
  ws_path: string;
  participant: { name: string };
}

/** A place in the session, kept for this tab so that loading the page again does not lose it. */
interface Place {
  name: string;
  token: string;
  /** To their own data, also when all of this is over. */
  own: string;
  path: string;
  /** The camera that was chosen; null as the browser chooses. */
  deviceId: string | null;
  withCamera: boolean;
  /** Pictures are sent, for lack of strength. */
  pictures?: boolean;
  /** Set up already, or that was skipped. */
  ready: boolean;
}

const PLANNED_MS = 5_000;
const CLIENT = 'headway-browser/1';

export const code = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
export const invitation = signal<Invitation | null>(null);
export const problem = signal<string | null>(null);
export const place = signal<Place | null>(keptPlace());
export const joining = signal(false);
export const snapshot = signal<Snapshot | null>(null);
/** What is looked at: what goes on now, or one's own data. The address keeps it. */
export const looksAtOwn = signal(location.hash === '#mine');
export const isWithdrawn = signal(false);
/** The place that this tab had when it stopped. */
export const last = signal<Place | null>(null);
/** Who joined this session in this browser, and has no place in this tab. */
export const known = signal<Kept | null>(keptHere());
/** Why a session that is there takes nobody through this page. */
export const refusal = computed(() => {
  const session = invitation.value?.session;
  if (session?.clock === 'recorded') return t('absent.recorded');
  if (session?.status === 'closing' || session?.status === 'closed') return t('absent.closed');
  const mayComeBack = place.value || known.value || isKnownInside.value;
  return session?.locked && !mayComeBack ? t('absent.locked') : null;
});
export const view = computed(() => {
  const phase = snapshot.value?.phase;
  if (phase === 'stopped' || phase === 'ended') return 'over';
  if (phase) return phase === 'stopping' || place.value?.ready ? 'here' : 'setup';
  if (refusal.value) return 'absent';
  if (invitation.value) return 'ask';
  return problem.value ? 'absent' : 'loading';
});

let capture: Capture | null = null;

export async function load(): Promise<void> {
  problem.value = null;
  await telling(() => greet(code));
  await telling(async () => {
    invitation.value = await get<Invitation>(`/api/join/${encodeURIComponent(code)}`);
  });
  if (invitation.value?.session.status === 'planned') setTimeout(() => void load(), PLANNED_MS);
}

export async function agree(name: string, withCamera: boolean, shares: boolean): Promise<void> {
  joining.value = true;
  problem.value = null;
  await telling(async () => {
    const path = `/api/join/${encodeURIComponent(code)}`;
    const answer = await post<Joined>(path, { name, consent: true, key: key.value, shares });
    takePlace(answer, withCamera, !withCamera);
    const { title = '', course = '' } = invitation.value?.session ?? {};
    remember({ code, title, course, name, at: Date.now() / 1000, own: answer.own_token });
    goOn();
  });
  joining.value = false;
}

/** Takes part again as who they are, having lost their place: in another tab, after a crash, or after leaving. */
export async function comeBack({ own }: Kept, withCamera: boolean): Promise<void> {
  joining.value = true;
  problem.value = null;
  await telling(async () => {
    takePlace(await postAs<Joined>(own, '/api/me/place', {}), withCamera, true);
    goOn();
  });
  joining.value = false;
}

function takePlace(answer: Joined, withCamera: boolean, ready: boolean): void {
  const { token, own_token: own, ws_path: path, participant } = answer;
  keepPlace({ name: participant.name, token, own, path, deviceId: null, withCamera, ready });
}

/** Takes part with the place that this tab has. */
export function goOn(): void {
  if (!place.value) return;
  const { token, path, deviceId, withCamera, ready, pictures } = place.value;
  const options: CaptureOptions = {
    url: socketUrl(path),
    token,
    client: CLIENT,
    changed,
    deviceId,
    withCamera,
    counting: ready,
    measure: pictures ? 'frames' : 'landmarks',
  };
  capture = new Capture(options);
  capture.start();
}

function changed(next: Snapshot): void {
  if (next.phase === 'stopped' || next.phase === 'ended') {
    const goesOn = isSwitching && !next.end;
    isSwitching = false;
    if (goesOn) return goOn();
  }
  snapshot.value = next;
  if (next.phase !== 'ended') return;
  last.value ??= place.value;
  keepPlace(null);
}

let isSwitching = false;

/** Pictures or points, from now on, with another capture: this one hands over what it has, and stops. */
export function sendPictures(pictures: boolean): void {
  change({ pictures });
  isSwitching = true;
  capture?.stop();
}

/** The setup is over, or skipped: from now on it counts. */
export function begin(): void {
  change({ ready: true });
  capture?.setCounting(true);
}

export function chooseCamera(deviceId: string): void {
  change({ deviceId });
  void capture?.chooseCamera(deviceId);
}

export function turnCamera(on: boolean): void {
  change({ withCamera: on });
  if (on) capture?.resume();
  else capture?.goWithoutCamera();
}

function change(part: Partial<Place>): void {
  if (place.value) keepPlace({ ...place.value, ...part });
}

export function lookAtOwn(looks: boolean): void {
  looksAtOwn.value = looks;
  history.replaceState(null, '', looks ? '#mine' : location.pathname);
}

/** Everything of them is deleted; the server takes nothing more, so nothing is waited for. */
export function leaveForGood(): void {
  isWithdrawn.value = true;
  lookAtOwn(false);
  stop();
}

export const pause = () => capture?.pause();
export const resume = () => capture?.resume();
export const teach = (zone: Zone | null) => capture?.teach(zone);
export const retryCamera = () => void capture?.turnOn();

export function stop(): void {
  last.value = place.value;
  isSwitching = false;
  void lowerHand();
  keepPlace(null);
  capture?.stop();
}

/** Whoever leaves asks nothing any more; where the server does not hear it, it forgets the hand by itself. */
async function lowerHand(): Promise<void> {
  if (!place.value) return;
  const answered = deleteAs(place.value.token, '/api/me/signals/hand');
  await answered.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error;
  });
}

export function startOver(): void {
  keepPlace(null);
  known.value = keptHere();
  snapshot.value = null;
  capture = null;
  void load();
}

async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    problem.value = error.message;
  }
}

function socketUrl(path: string): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}

function keptHere(): Kept | null {
  return remembered().find((one) => one.code === code) ?? null;
}

export function joinAsSomebodyElse(): void {
  keepPlace(null);
  known.value = null;
  problem.value = null;
}

function keptPlace(): Place | null {
  const kept = sessionStorage.getItem(`headway.place.${code}`);
  return kept ? { deviceId: null, withCamera: true, ready: true, ...JSON.parse(kept) } : null;
}

export function keepPlace(next: Place | null): void {
  place.value = next;
  if (next) sessionStorage.setItem(`headway.place.${code}`, JSON.stringify(next));
  else sessionStorage.removeItem(`headway.place.${code}`);
}
