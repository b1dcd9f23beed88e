import { locale } from './words';

const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** "5", "1.9": no finer than one decimal. */
export const tenth = (value: number): string => tenths.format(value);

export const percent = (share: number): string => `${Math.round(share * 100)}\u202f%`;

/** Rounded first: there is no minus zero. */
export const degrees = (angle: number): string =>
  `${Math.round(angle) < 0 ? '−' : ''}${Math.abs(Math.round(angle))}°`;

/** "12° ± 3°": an angle with its standard deviation, where that is known. */
export const within = (angle: number, error: number | null): string =>
  error === null ? degrees(angle) : `${degrees(angle)}\u00a0±\u00a0${degrees(Math.max(error, 1))}`;
