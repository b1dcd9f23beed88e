import { percent } from '../../shared/numbers';
import { locale } from '../../shared/words';
import { ZONES } from '../whatif/knobs';
import { t as knobWords } from '../whatif/words';
import { t as app } from '../words';
import { t } from './words';

const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });

const SHARES = ['closed_openness', 'min_known_share', 'inside_low', 'inside_high', 'shut_closure'];
const UNITS = [
  ['_deg_s', '\u202f°/s'],
  ['_deg', '°'],
  ['_s', '\u202fs'],
  ['_hz', '\u202fHz'],
] as const;

/** What a parameter of the scoring is called; one that a newer server has, by its own name. */
export const parameterWords = (name: string): string =>
  name in t.catalogues.english
    ? t(name as 'beta')
    : name in knobWords.catalogues.english
      ? knobWords(name as 'enter')
      : name.replaceAll('_', ' ');

/** With its unit. */
export function valueOf(name: string, value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return countedWords(value as readonly string[]);
  if (typeof value !== 'number') return String(value);
  if (SHARES.includes(name)) return percent(value);
  if (name === 'enter' || name === 'leave') return `${decimal.format(value)}\u202fσ`;
  const unit = UNITS.find(([ending]) => name.endsWith(ending))?.[1] ?? '';
  return `${decimal.format(value)}${unit}`;
}

/** The screen, and the zones beside it that count. */
export const countedWords = (counted: readonly string[]): string =>
  [
    app('state.facing'),
    ...ZONES.filter((zone) => counted.includes(zone)).map((zone) => app(`state.${zone}`)),
  ].join(', ');
