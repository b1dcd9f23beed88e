/** What had the focus before the field that took it last. */
let opener: Element | null = null;

/**
 * A ref for a field that was asked for. The same function at every rendering, so it runs only when the field appears,
 * and when it goes: then the focus returns to where it was.
 */
export function takeFocus(field: HTMLElement | null): void {
  if (!field) {
    queueMicrotask(giveBack);
    return;
  }
  opener = isFocusLost() ? null : document.activeElement;
  field.focus();
}

function giveBack(): void {
  if (!isFocusLost()) return;
  if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  else focusContent();
}

/** It goes with the element that had it. */
export const isFocusLost = (): boolean => document.activeElement === document.body;

/** To the beginning of the page: the next Tab goes on from there. */
export const focusContent = (): void => document.getElementById('content')?.focus({ preventScroll: true });
