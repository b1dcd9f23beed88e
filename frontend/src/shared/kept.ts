/** The ways to one's own data that this browser remembers, newest first. */
export interface Kept {
  readonly code: string;
  readonly title: string;
  readonly course: string;
  readonly name: string;
  /** Unix seconds. */
  readonly at: number;
  readonly own: string;
}

const KEY = 'headway.own';
const MOST = 200;

export function remembered(): Kept[] {
  const kept = localStorage.getItem(KEY);
  return kept ? JSON.parse(kept) : [];
}

export function remember(one: Kept): void {
  const others = remembered().filter(({ own }) => own !== one.own);
  localStorage.setItem(KEY, JSON.stringify([one, ...others].slice(0, MOST)));
}

export function forget(own: string): void {
  localStorage.setItem(KEY, JSON.stringify(remembered().filter((one) => one.own !== own)));
}
