// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { asField, dayAsMoment, fromField } from '../src/app/history/clock';
import { standing } from '../src/app/history/Compare';
import { attended } from '../src/app/history/Matrix';
import type { TimeAxis } from '../src/app/history/strip';
import { trendWords } from '../src/app/history/trend';
import { found, viewOf, widened } from '../src/app/history/view';
import { look, query } from '../src/app/router';
import type { CourseLine } from '../src/app/types';

const axis: TimeAxis = { times: [], window_s: 10, from: 1000, to: 4600 };

describe('the view of a session', () => {
  it('is all of it when the query says nothing', () => {
    const { from, to, zoomed, at, mode, order, compact, least } = viewOf('', axis, 25);
    expect([from, to, zoomed, at, mode, order, compact, least]).toEqual([
      1000,
      4600,
      false,
      null,
      'state',
      'name',
      false,
      0.75,
    ]);
  });

  it('is a heat map for many people, unless rows are asked for', () => {
    expect(viewOf('', axis, 100).compact).toBe(true);
    expect(viewOf('?rows=wide', axis, 100).compact).toBe(false);
  });

  it('reads the part, the moment and the order', () => {
    const view = viewOf('?from=1200&to=1800&at=1500&show=attentiveness&sort=joined&present=50', axis, 5);
    expect(view).toMatchObject({ from: 1200, to: 1800, zoomed: true, at: 1500, mode: 'attentiveness' });
    expect([view.order, view.least]).toEqual(['joined', 0.5]);
  });

  it.each(['?from=x&to=', '?from=1800&to=1200', '?from=1500&to=1505', '?from=0&to=99999'])(
    'takes %s for no part at all',
    (search) => {
      expect(viewOf(search, axis, 5)).toMatchObject({ from: 1000, to: 4600, zoomed: false });
    },
  );

  it('widens what was drawn to whole windows', () => {
    expect(widened(1013, 1027, axis)).toEqual([1010, 1030]);
    expect(widened(900, 4655, axis)).toEqual([1000, 4600]);
  });

  it('finds names whatever their case', () => {
    expect(found([{ name: 'Ada' }, { name: 'Grace' }], ' gr')).toEqual([{ name: 'Grace' }]);
  });
});

describe('the query', () => {
  it('keeps what is not changed and drops what is taken out', () => {
    look({ from: 1, sort: 'name' });
    look({ from: null, at: 5 });
    expect(query.value).toBe('?sort=name&at=5');
    look({ sort: null, at: null });
    expect(query.value).toBe('');
  });
});

describe('times in fields', () => {
  const evening = new Date(2026, 2, 2, 23, 30, 15).getTime() / 1000;

  it('come back as they went in', () => {
    expect(asField(evening)).toBe('23:30:15');
    expect(fromField('23:30:15', evening)).toBe(evening);
  });

  it('go on past midnight', () => {
    expect(fromField('00:10', evening)).toBe(evening + 39 * 60 + 45);
  });

  it('are refused when they are none', () => {
    expect(fromField('soon', evening)).toBeNull();
    expect(dayAsMoment('')).toBeNull();
  });

  it('hold the last day of a term', () => {
    expect(dayAsMoment('2026-03-31', 1)).toBe(new Date(2026, 3, 1).toISOString());
  });
});

describe('a trend in words', () => {
  const trend = { sessions: 8, slope_per_week: 0.012, low_per_week: 0.003, high_per_week: 0.021, line: null };

  it('has a direction only when it is clear', () => {
    expect(trendWords({ ...trend, clear: true })).toBe(
      'Rising by 1.2 points a week (95 %: +0.3 to +2.1), over 8 sessions.',
    );
    expect(trendWords({ ...trend, low_per_week: -0.01, clear: false })).toContain('No clear trend');
    expect(trendWords(null)).toContain('five sessions');
  });
});

describe('a session beside the others', () => {
  const line = (id: number, median: number | null) => ({ id, median }) as CourseLine;

  it('counts those that are lower', () => {
    expect(standing([line(1, 0.6), line(2, 0.5), line(3, 0.7), line(4, null)], 1)).toContain(
      'higher than in 1 of the 2 other',
    );
  });

  it('says when there is nothing to compare', () => {
    expect(standing([line(1, null), line(2, 0.5)], 1)).toContain('no class figure');
    expect(standing([line(1, 0.5), line(2, null)], 1)).toContain('No other session');
  });
});

it('counts as attended from a share on', () => {
  const person = {
    name: '',
    by: 'name',
    participants: [],
    attentiveness: [],
    present: [0.75, 0.7, null, 1],
  } as const;
  expect(attended(person, 0.75)).toBe(2);
});
