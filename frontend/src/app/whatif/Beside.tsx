import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import 'uplot/dist/uPlot.min.css';
import { colourChanges } from '../../shared/theme';
import { BesidePlot } from './beside';
import { share } from './gained';
import type { Compared } from './knobs';
import { t as app } from '../words';
import { t } from './words';

interface BesideProps {
  readonly data: Compared;
  readonly people: number;
  /** Without that there is one curve. */
  readonly changed: boolean;
}

/** The class's curve as it is and as it would be. */
export function Beside({ data, people, changed }: BesideProps) {
  const hasClass = [data.curves.old, data.curves.new].some(({ median }) =>
    median.some((value) => value !== null),
  );
  if (!hasClass) return <p class="small soft">{t('whatif.curve.few', { people })}</p>;
  return <Chart data={data} changed={changed} />;
}

function Chart({ data, changed }: Omit<BesideProps, 'people'>) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<BesidePlot | null>(null);
  useEffect(() => {
    if (!host.current) return;
    const element = host.current;
    chart.current = new BesidePlot(element, data, element.clientWidth, element.clientHeight);
    const watch = new ResizeObserver(() => chart.current?.resize(element.clientWidth, element.clientHeight));
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
        {changed && (
          <span class="legend-item">
            <span class="whatif-key" aria-hidden="true" /> {t('whatif.now')}
          </span>
        )}
        <span class="legend-item">
          <span class="key-line" aria-hidden="true" /> {t(changed ? 'whatif.then' : 'whatif.now')}
        </span>
        <span class="legend-item">
          <span class="key-band" aria-hidden="true" /> {app('measure.quartiles')}
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
