import { locale } from './words';

export const MINUTE_S = 60;
/** The length of a window of `analysis.types`. */
export const WINDOW_S = 10;

/** Everything that is shown is in the viewer's own time zone; everything that is kept is UTC. */
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockSeconds = new Intl.DateTimeFormat(locale, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });
const dayYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** The API writes ISO 8601; live messages and history write unix seconds. */
export type Moment = string | number;

export const unixSeconds = (moment: Moment): number =>
  typeof moment === 'number' ? moment : Date.parse(moment) / 1000;

const asDate = (moment: Moment) => new Date(unixSeconds(moment) * 1000);

export const timeOfDay = (moment: Moment): string => clock.format(asDate(moment));

export const timeWithSeconds = (moment: Moment): string => clockSeconds.format(asDate(moment));

/** "Mon, 3 Mar, 10:15", with the year in place of the weekday when it is another year. */
export function dayAndTime(moment: Moment, now = new Date()): string {
  const date = asDate(moment);
  const format = date.getFullYear() === now.getFullYear() ? day : dayYear;
  return `${format.format(date)}, ${clock.format(date)}`;
}

export const viewerZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "0:07", "12:30", "1:02:30": a running length, as on a stopwatch. */
export function stopwatch(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** "0.4 s", "8 s", "4 min", "1 h 20 min": a length in words, no finer than it is worth. */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds < 0.95) return `${tenths.format(Math.max(seconds, 0.1))} s`;
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.round(total / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
