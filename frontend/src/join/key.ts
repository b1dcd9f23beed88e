import { signal } from '@preact/signals';
import { post } from '../shared/api';

/** Of a personal link. It stands behind the #, which is not sent to servers, so that no log holds it. */
export const key = signal(new URLSearchParams(location.hash.slice(1)).get('k') ?? '');
/** Whom the link stands for. */
export const knownName = signal('');

/** Asks whose link it is. With one that is not valid (the error says so) one joins like everybody else. */
export async function greet(code: string): Promise<void> {
  if (!key.value) return;
  const sent = key.value;
  key.value = '';
  const { name } = await post<{ name: string }>(`/api/join/${encodeURIComponent(code)}/key`, { key: sent });
  key.value = sent;
  knownName.value = name;
}
