import { useState } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { timeWithSeconds } from '../../shared/time';
import type { CurveData } from '../parts/curve';
import { t } from '../words';
import { tHistory } from './words';

const share = (value: number | null | undefined) => (value == null ? '–' : percent(value));

interface CurveTableProps {
  readonly data: CurveData;
  /** The part that is shown. */
  readonly from: number;
  readonly to: number;
  /** Not live, where there is nothing to lead there yet. */
  readonly see?: (at: number) => void;
}

/** The class curve in figures; each time is a way to what led to it. */
export function CurveTable({ data, from, to, see }: CurveTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details class="figures-more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="small soft">{t('history.table')}</summary>
      {open && <Rows data={data} from={from} to={to} see={see} />}
    </details>
  );
}

function Rows({ data, from, to, see }: CurveTableProps) {
  const shown = data.times.flatMap((time, i) => (time >= from && time < to ? [{ time, i }] : []));
  return (
    <div class="table-scroll" role="group" aria-label={t('history.table')} tabIndex={0}>
      <table class="figures number small">
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
          {shown.map(({ time, i }) => (
            <tr key={time}>
              <th scope="row">
                {see ? (
                  <button
                    type="button"
                    class="link-button"
                    aria-label={tHistory('moment.see', { time: timeWithSeconds(time) })}
                    onClick={() => see(time)}
                  >
                    {timeWithSeconds(time)}
                  </button>
                ) : (
                  timeWithSeconds(time)
                )}
              </th>
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
  );
}
