import { signal } from '@preact/signals';
import { post } from '../shared/api';

/** Of a personal link. It stands behind the #, which is not sent to servers, so that no log holds it. */
export const key = signal(new URLSearchParams(location.hash.slice(1)).get('k') ?? '');
/** Whom the link stands for. */
export const knownName = signal('');
/** They are in the session: they come back, also when it is locked. */
export const isKnownInside = signal(false);

/** Asks whose link it is. With one that is not valid (the error says so) one joins like everybody else. */
export async function greet(code: string): Promise<void> {
  if (!key.value) return;
  const sent = key.value;
  key.value = '';
  const path = `/api/join/${encodeURIComponent(code)}/key`;
  const { name, joined } = await post<{ name: string; joined: boolean }>(path, { key: sent });
  key.value = sent;
  knownName.value = name;
  isKnownInside.value = joined;
}
