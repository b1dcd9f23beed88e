import { STATES } from '../../shared/measures';
import { points } from '../moved/moved';
import { stateWords } from '../words';
import { share } from './Beside';
import type { Compared, ComparedPerson, Totals } from './knobs';
import { t } from './words';

/** The totals, the bands and the people of both scorings. */
export function Figures({ data }: { readonly data: Compared }) {
  const { totals, bands, people } = data;
  if (!totals) return <p class="small soft">{t('whatif.few')}</p>;
  return (
    <>
      <section>
        <h2 class="section-title">{t('whatif.totals')}</h2>
        {bands && (
          <p class="small whatif-bands">
            {t('whatif.bands', bands)}
            {bands.appear + bands.vanish > 0 && ` ${t('whatif.bands.known', bands)}`}
          </p>
        )}
        <Table head={t('whatif.measure')} rows={rowsOf(totals.old, totals.new)} />
      </section>
      <section>
        <h2 class="section-title">{t('whatif.people')}</h2>
        {people ? (
          <Table head={t('whatif.person')} rows={inOrder(people).map(rowOf)} />
        ) : (
          <p class="small soft">{t('whatif.class.only')}</p>
        )}
      </section>
    </>
  );
}

interface Row {
  readonly key: string | number;
  readonly label: string;
  readonly now: string;
  readonly then: string;
  readonly difference: number | null;
}

function Table({ head, rows }: { readonly head: string; readonly rows: readonly Row[] }) {
  return (
    <div class="table-scroll">
      <table class="figures compared whatif-table small">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('whatif.now')}</th>
            <th scope="col">{t('whatif.then')}</th>
            <th scope="col">{t('whatif.difference')}</th>
          </tr>
        </thead>
        <tbody class="number">
          {rows.map(({ key, label, now, then, difference }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{now}</td>
              <td>{then}</td>
              <td
                class={difference === null || Math.round(difference * 100) === 0 ? 'faint' : 'whatif-differs'}
              >
                {difference === null ? '–' : t('whatif.points', { points: points(difference) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const less = (old: number | null, now: number | null): number | null =>
  old === null || now === null ? null : now - old;

function rowsOf(old: Totals, now: Totals): Row[] {
  const row = (label: string, one: number | null, other: number | null): Row => ({
    key: label,
    label,
    now: share(one),
    then: share(other),
    difference: less(one, other),
  });
  const half = ({ quartiles }: Totals) => `${share(quartiles[0])} – ${share(quartiles[2])}`;
  const states = STATES.filter((state) => state !== 'unknown');
  return [
    row(t('whatif.total.median'), old.quartiles[1], now.quartiles[1]),
    { ...row(t('whatif.total.quartiles'), null, null), now: half(old), then: half(now) },
    row(t('whatif.total.mean'), old.mean, now.mean),
    row(t('whatif.total.known'), old.known_share, now.known_share),
    ...states.map((state) => row(stateWords(state), old.states[state], now.states[state])),
  ];
}

const rowOf = (person: ComparedPerson): Row => ({
  key: person.id,
  label: person.name,
  now: share(person.old.attentiveness),
  then: share(person.new.attentiveness),
  difference: less(person.old.attentiveness, person.new.attentiveness),
});

/** Those with the largest difference first. */
function inOrder(people: readonly ComparedPerson[]): ComparedPerson[] {
  const size = ({ old, new: now }: ComparedPerson) =>
    Math.abs(less(old.attentiveness, now.attentiveness) ?? 0);
  return [...people].sort((one, other) => size(other) - size(one) || one.name.localeCompare(other.name));
}
