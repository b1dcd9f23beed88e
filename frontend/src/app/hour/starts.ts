/** What a `datetime-local` field holds is a time of the viewer's own zone; the API speaks UTC. */
export const asInstant = (local: string): string => new Date(local).toISOString();

/** For a `datetime-local` field. */
export function asLocal(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** So many days on, at the same time of day, also when the clocks are changed in between. */
export function daysLater(at: Date, days: number): Date {
  const then = new Date(at);
  then.setDate(then.getDate() + days);
  return then;
}

/** The first one, and those of the following weeks. */
export const weekly = (first: Date, times: number): Date[] =>
  Array.from({ length: times }, (_, week) => daysLater(first, 7 * week));

/** Whether the clocks are changed between the first and the last. */
export const clocksChange = (starts: readonly Date[]): boolean =>
  new Set(starts.map((start) => start.getTimezoneOffset())).size > 1;

/** The next full hour. */
export function soon(now: Date): Date {
  const at = new Date(now);
  at.setHours(at.getHours() + 1, 0, 0, 0);
  return at;
}
