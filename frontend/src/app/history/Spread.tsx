import { percent } from '../../shared/numbers';
import type { Distribution } from '../types';
import { Figures, Panel } from './Panel';
import { tHistory as h } from './words';

/** How the figures of a session are spread over its people. */
export function Spread({ distribution }: { readonly distribution: Distribution | null }) {
  return (
    <Panel title={h('distribution.title')} means={['attentiveness', 'spread', 'median', 'half']}>
      {distribution ? <Histogram {...distribution} /> : <p class="soft small">{h('distribution.none')}</p>}
    </Panel>
  );
}

function Histogram({ counts, n, median, q25, q75 }: Distribution) {
  const most = Math.max(...counts, 1);
  const words = h('distribution.text', {
    n,
    median: percent(median),
    low: percent(q25),
    high: percent(q75),
  });
  return (
    <>
      <div class="histogram" role="img" aria-label={words}>
        {counts.map((count, i) => (
          <span key={i} class="histogram-column">
            <span class="histogram-count tiny number faint">{count > 0 && count}</span>
            <span class="histogram-bar" style={{ height: `${(count / most) * 100}%` }} />
          </span>
        ))}
        <span class="histogram-median" style={{ left: `${median * 100}%` }} />
      </div>
      <p class="histogram-scale tiny faint number" aria-hidden="true">
        <span>{percent(0)}</span>
        <span>{percent(0.5)}</span>
        <span>{percent(1)}</span>
      </p>
      <p class="small soft">{words}</p>
      <Figures
        label={h('table')}
        head={[h('distribution.column'), h('distribution.people')]}
        rows={counts.map((count, i) => [`${10 * i}–${percent((i + 1) / 10)}`, count])}
      />
    </>
  );
}
