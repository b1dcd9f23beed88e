import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export const address = signal(location.pathname);

export function go(path: string): void {
  history.pushState(null, '', path);
  address.value = location.pathname;
  scrollTo(0, 0);
}

addEventListener('popstate', () => {
  address.value = location.pathname;
});

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
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} onClick={follow} aria-current={current ? 'page' : undefined} aria-label={label} {...rest}>
      {children}
    </a>
  );
}
