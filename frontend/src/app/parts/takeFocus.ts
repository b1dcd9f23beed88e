/** A ref for a field that was asked for. The same function at every rendering, so it runs only when the field appears. */
export const takeFocus = (field: HTMLElement | null): void => field?.focus();
