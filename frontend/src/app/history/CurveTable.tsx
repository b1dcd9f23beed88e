import { percent } from '../../shared/numbers';
import { timeWithSeconds } from '../../shared/time';
import type { CurveData } from '../parts/curve';
import { t } from '../words';

const share = (value: number | null | undefined) => (value == null ? '–' : percent(value));

/** The class curve in figures. */
export function CurveTable({ data }: { readonly data: CurveData }) {
  return (
    <details class="curve-table">
      <summary class="small soft">{t('history.table')}</summary>
      <div class="table-scroll">
        <table class="number small">
          <thead>
            <tr>
              <th scope="col">{t('history.table.time')}</th>
              <th scope="col">{t('measure.median')}</th>
              <th scope="col">{t('measure.quartiles')}</th>
              <th scope="col">{t('history.table.n')}</th>
              <th scope="col">{t('measure.knownshare')}</th>
            </tr>
          </thead>
          <tbody>
            {data.times.map((time, i) => (
              <tr key={time}>
                <th scope="row">{timeWithSeconds(time)}</th>
                <td>{share(data.median[i])}</td>
                <td>
                  {share(data.q25[i])} – {share(data.q75[i])}
                </td>
                <td>{data.n[i]}</td>
                <td>{share(data.known_share[i])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
