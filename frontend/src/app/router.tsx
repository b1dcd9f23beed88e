import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export const address = signal(location.pathname);
/** What of a page is looked at: filters, order, zoom. */
export const query = signal(location.search);

export function go(path: string): void {
  history.pushState(null, '', path);
  follow();
  scrollTo(0, 0);
}

export type QueryValues = Readonly<Record<string, string | number | null>>;

/** Change some of the query, so that a link shows what is seen; null takes a value out. No page is turned by it. */
export function look(values: QueryValues): void {
  history.replaceState(null, '', queried(values));
  follow();
}

/** The same, and "back" undoes it: for what is opened or zoomed into. */
export function lookInto(values: QueryValues): void {
  history.pushState(null, '', queried(values));
  follow();
}

function queried(values: QueryValues): string {
  const next = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, String(value));
  }
  const text = next.toString();
  return text ? `?${text}` : location.pathname;
}

function follow(): void {
  address.value = location.pathname;
  query.value = location.search;
}

addEventListener('popstate', follow);

/** The numbers in `path` where `pattern` has `:id`, or null when it is another page. */
export function match(pattern: string, path: string): number[] | null {
  const found = new RegExp(`^${pattern.replace(/:id/g, '(\\d+)')}/?$`).exec(path);
  return found && found.slice(1).map(Number);
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}

export function Link({ to, current, label, children, ...rest }: LinkProps) {
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} onClick={open} aria-current={current ? 'page' : undefined} aria-label={label} {...rest}>
      {children}
    </a>
  );
}
