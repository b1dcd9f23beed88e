import { percent } from '../../shared/numbers';

/** From one to the other, as the two are shown: nobody finds 84 and 79 to be 4 apart. */
export const gained = (old: number | null, now: number | null): number | null =>
  old === null || now === null ? null : (Math.round(now * 100) - Math.round(old * 100)) / 100;

export const share = (value: number | null | undefined): string => (value == null ? '–' : percent(value));
