import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import { percent } from '../../shared/numbers';
import { colourChanges } from '../../shared/theme';
import { BesidePlot } from './beside';
import type { Compared } from './knobs';
import { t } from './words';

const HEIGHT = 220;

export function Beside({ data, people }: { readonly data: Compared; readonly people: number }) {
  const hasClass = [data.curves.old, data.curves.new].some(({ median }) =>
    median.some((value) => value !== null),
  );
  return (
    <section>
      <h2 class="section-title">{t('whatif.curve')}</h2>
      {hasClass ? <Chart data={data} /> : <p class="small soft">{t('whatif.curve.few', { people })}</p>}
    </section>
  );
}

function Chart({ data }: { readonly data: Compared }) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<BesidePlot | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    chart.current = new BesidePlot(element, data, element.clientWidth, HEIGHT);
    const watch = new ResizeObserver(() => chart.current?.resize(element.clientWidth, HEIGHT));
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.current?.destroy();
    };
  }, []);
  useEffect(() => chart.current?.update(data), [data]);
  useSignalEffect(() => {
    if (colourChanges.value) chart.current?.repaint();
  });
  const median = (which: 'old' | 'new') => share(data.totals?.[which].quartiles[1]);
  return (
    <>
      <p class="legend small soft">
        <span class="legend-item">
          <span class="whatif-key" aria-hidden="true" /> {t('whatif.now')}
        </span>
        <span class="legend-item">
          <span class="key-line" aria-hidden="true" /> {t('whatif.then')}
        </span>
      </p>
      <div
        ref={host}
        class="whatif-curve"
        role="img"
        aria-label={t('whatif.curve.label', { now: median('old'), then: median('new') })}
      />
    </>
  );
}

export const share = (value: number | null | undefined): string => (value == null ? '–' : percent(value));
