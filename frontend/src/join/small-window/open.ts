import { signal } from '@preact/signals';

/** Chromium's window that stays above all others; not yet in TypeScript's library. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const api = (globalThis as { documentPictureInPicture?: DocumentPictureInPicture }).documentPictureInPicture;

export const canFloat = api !== undefined;
export const floating = signal<Window | null>(null);

/** Opens it empty, in this page's look; to be called from a click, as browsers ask for. */
export async function openWindow(size: { width: number; height: number }, title: string): Promise<Window> {
  if (!api) throw new Error('This browser has no windows that stay on top');
  const opened = await api.requestWindow(size);
  dress(opened.document, title);
  opened.addEventListener('pagehide', () => (floating.value = null));
  floating.value = opened;
  return opened;
}

export function closeWindow(): void {
  floating.value?.close();
  floating.value = null;
}

/** The Content-Security-Policy allows no styles but those of files: they are the page's own. */
function dress(target: Document, title: string): void {
  const { documentElement: from, head } = document;
  target.title = title;
  target.documentElement.lang = from.lang;
  target.documentElement.dir = from.dir;
  if (from.dataset.theme) target.documentElement.dataset.theme = from.dataset.theme;
  for (const sheet of head.querySelectorAll('link[rel~="stylesheet"]')) target.head.append(sheet.cloneNode());
}
