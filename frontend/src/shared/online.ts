import { computed, signal } from '@preact/signals';

/** Whether the last request reached the server. */
export const reachable = signal(true);
const connected = signal(globalThis.navigator?.onLine !== false);

globalThis.addEventListener?.('online', () => {
  connected.value = reachable.value = true;
});
globalThis.addEventListener?.('offline', () => {
  connected.value = false;
});

export const online = computed(() => connected.value && reachable.value);
