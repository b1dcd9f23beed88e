import type { Signal } from '@preact/signals';
import { StateMark } from '../../shared/StateMark';
import { duration, timeWithSeconds } from '../../shared/time';
import type { Span, Stretch } from './history';
import { stateWords, t } from './words';

/** What the strip shows, to be read, and to be chosen from with the keyboard. */
export function StretchTable({
  stretches,
  span,
}: {
  readonly stretches: readonly Stretch[];
  readonly span: Signal<Span | null>;
}) {
  return (
    <details class="own-table">
      <summary>{t('own.table')}</summary>
      <div class="own-table-scroll" tabIndex={0} role="group" aria-label={t('own.table')}>
        <table class="number small">
          <thead>
            <tr>
              <th scope="col">{t('own.column.from')}</th>
              <th scope="col">{t('own.column.to')}</th>
              <th scope="col">{t('own.column.state')}</th>
              <th scope="col">{t('own.column.length')}</th>
              <th scope="col">
                <span class="visually-hidden">{t('own.column.act')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {stretches.map((stretch) => (
              <Row key={stretch.from} stretch={stretch} span={span} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Row({ stretch, span }: { readonly stretch: Stretch; readonly span: Signal<Span | null> }) {
  const { state } = stretch;
  const [from, to] = [timeWithSeconds(stretch.from), timeWithSeconds(stretch.to)];
  return (
    <tr>
      <td>{from}</td>
      <td>{to}</td>
      <td>
        <span class="own-state">
          <StateMark state={state} /> {stateWords(state)}
        </span>
      </td>
      <td>{duration(stretch.to - stretch.from)}</td>
      <td>
        <button
          type="button"
          class="link-button"
          aria-label={t('own.choose.label', { from, to, state: stateWords(state) })}
          onClick={() => (span.value = { from: stretch.from, to: stretch.to })}
        >
          {t('own.choose')}
        </button>
      </td>
    </tr>
  );
}
