import { locale } from '../../shared/words';
import type { Trend } from '../types';
import { tHistory as h } from './words';

const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });
const points = { format: (value: number) => signed.format(value).replace('-', '−') };
const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

/** In a sentence, in points of a hundred; unclear ones say so instead of giving a number. */
export function trendWords(trend: Trend | null): string {
  if (!trend) return h('trend.few');
  const { slope_per_week: slope, low_per_week: low, high_per_week: high, sessions: n } = trend;
  const ends = { n, low: points.format(100 * low), high: points.format(100 * high) };
  if (!trend.clear) return h('trend.unclear', ends);
  return h(slope > 0 ? 'trend.up' : 'trend.down', { ...ends, slope: size.format(Math.abs(100 * slope)) });
}
