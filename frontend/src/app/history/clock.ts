/** Days, and times of day in fields, in the viewer's zone. */
import { type Moment, unixSeconds } from '../../shared/time';
import { locale } from '../../shared/words';

const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });

/** "4 Sept": where the year is clear. */
export const shortDay = (moment: Moment): string => dayOfYear.format(unixSeconds(moment) * 1000);

/** "09:05:30" */
export function asField(at: number): string {
  const date = new Date(at * 1000);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** That time of day at or after `begin` (a session may go on past midnight); null where it is none. */
export function fromField(text: string, begin: number): number | null {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!found) return null;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const date = new Date(begin * 1000);
  date.setHours(hours, minutes, seconds, 0);
  // A few seconds early is a time of today, cut off by the field, and not one of tomorrow.
  if (date.getTime() / 1000 < begin - 60) date.setDate(date.getDate() + 1);
  return date.getTime() / 1000;
}

/** "2026-03-02" as the start of that day, or of the next. */
export function dayAsMoment(text: string, plusDays = 0): string | null {
  const date = new Date(`${text}T00:00:00`);
  if (Number.isNaN(date.getTime())) return null;
  date.setDate(date.getDate() + plusDays);
  return date.toISOString();
}
