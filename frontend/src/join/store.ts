import { computed, signal } from '@preact/signals';
import { Capture, type Snapshot } from '../capture/capture';
import type { Zone } from '../capture/protocol';
import { ApiError, get, post } from '../shared/api';
import { greet, key } from './key';
import { t } from './words';

export interface Invitation {
  session: { title: string; course: string; status: string; clock: 'live' | 'recorded' };
  measured: string[];
  not_measured: string[];
}

/** A place in the session, kept for this tab so that loading the page again does not lose it. */
interface Place {
  name: string;
  token: string;
  path: string;
}

const CLIENT = 'headway-browser/1';

export const code = decodeURIComponent(location.pathname.split('/').filter(Boolean).at(-1) ?? '');
export const invitation = signal<Invitation | null>(null);
export const problem = signal<string | null>(null);
export const place = signal<Place | null>(keptPlace());
export const joining = signal(false);
export const snapshot = signal<Snapshot | null>(null);
/** Why a session that is there takes nobody through this page. */
export const refusal = computed(() => {
  const session = invitation.value?.session;
  if (session?.clock === 'recorded') return t('absent.recorded');
  return session?.status === 'closing' || session?.status === 'closed' ? t('absent.closed') : null;
});
export const view = computed(() => {
  const phase = snapshot.value?.phase;
  if (phase === 'stopped' || phase === 'ended') return 'over';
  if (phase) return 'here';
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
}

export async function agree(name: string): Promise<void> {
  joining.value = true;
  problem.value = null;
  await telling(async () => {
    const answer = await post<{ token: string; ws_path: string }>(`/api/join/${encodeURIComponent(code)}`, {
      name,
      consent: true,
      key: key.value,
    });
    keepPlace({ name, token: answer.token, path: answer.ws_path });
    goOn();
  });
  joining.value = false;
}

/** Begins to measure with the place that this tab has. */
export function goOn(): void {
  if (!place.value) return;
  const { token, path } = place.value;
  const changed = (next: Snapshot) => {
    snapshot.value = next;
    if (next.phase === 'ended') keepPlace(null);
  };
  capture = new Capture({ url: socketUrl(path), token, client: CLIENT, changed });
  capture.start();
}

export const pause = () => capture?.pause();
export const resume = () => capture?.resume();
export const teach = (zone: Zone | null) => capture?.teach(zone);
export const retryCamera = () => void capture?.turnOn();

export function stop(): void {
  keepPlace(null);
  capture?.stop();
}

export function startOver(): void {
  keepPlace(null);
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

function keptPlace(): Place | null {
  const kept = sessionStorage.getItem(`headway.place.${code}`);
  return kept ? JSON.parse(kept) : null;
}

export function keepPlace(next: Place | null): void {
  place.value = next;
  if (next) sessionStorage.setItem(`headway.place.${code}`, JSON.stringify(next));
  else sessionStorage.removeItem(`headway.place.${code}`);
}
