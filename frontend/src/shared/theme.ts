import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'headway.theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export const theme = signal<Theme>(stored());
/** Counts changes of the colours in use, for canvases that must be painted again. */
export const colourChanges = signal(0);

export function chooseTheme(next: Theme): void {
  theme.value = next;
  localStorage.setItem(KEY, next);
  apply();
}

export function startTheme(): void {
  apply();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => colourChanges.value++);
}

function stored(): Theme {
  const value = localStorage.getItem(KEY) as Theme | null;
  return value !== null && THEMES.includes(value) ? value : 'system';
}

function apply(): void {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  colourChanges.value++;
}

/** The colour that a custom property has now, as a canvas understands it. */
export function colour(property: `--${string}`): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
