import { Meaning } from '../meaning/Meaning';
import { STATES } from '../../shared/measures';
import { points } from '../moved/moved';
import { stateWords } from '../words';
import { gained, share } from './gained';
import type { Compared, ComparedPerson, Totals } from './knobs';
import { t } from './words';

interface FiguresProps {
  readonly data: Compared;
  /** Without that both scorings are one. */
  readonly changed: boolean;
}

/** The totals, the bands and the people of both scorings. */
export function Figures({ data, changed }: FiguresProps) {
  const { totals, bands, people } = data;
  if (!totals) return <p class="small soft">{t('whatif.few')}</p>;
  return (
    <>
      <section>
        <div class="row between">
          <h2 class="section-title">{t('whatif.totals')}</h2>
          <Meaning of={['attentiveness', 'median', 'half', 'mean', 'known', 'states']} />
        </div>
        {changed && bands && (
          <p class="small whatif-bands">
            {t('whatif.bands', bands)}
            {bands.appear + bands.vanish > 0 && ` ${t('whatif.bands.known', bands)}`}
          </p>
        )}
        <Table head={t('whatif.measure')} changed={changed} rows={rowsOf(totals.old, totals.new)} />
      </section>
      <section>
        <h2 class="section-title">{t('whatif.people')}</h2>
        {people ? (
          <Table head={t('whatif.person')} changed={changed} rows={inOrder(people).map(rowOf)} />
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

interface TableProps {
  readonly head: string;
  readonly rows: readonly Row[];
  readonly changed: boolean;
}

function Table({ head, rows, changed }: TableProps) {
  return (
    <div class="table-scroll">
      <table class="figures compared whatif-table small">
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col">{t('whatif.now')}</th>
            {changed && <th scope="col">{t('whatif.then')}</th>}
            {changed && <th scope="col">{t('whatif.difference')}</th>}
          </tr>
        </thead>
        <tbody class="number">
          {rows.map(({ key, label, now, then, difference }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td>{now}</td>
              {changed && <td>{then}</td>}
              {changed && <Difference of={difference} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Difference({ of }: { readonly of: number | null }) {
  if (of === null) return <td class="faint">–</td>;
  return <td class={of === 0 ? 'faint' : 'whatif-differs'}>{points(of)}</td>;
}

function rowsOf(old: Totals, now: Totals): Row[] {
  const row = (label: string, one: number | null, other: number | null): Row => ({
    key: label,
    label,
    now: share(one),
    then: share(other),
    difference: gained(one, other),
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
  difference: gained(person.old.attentiveness, person.new.attentiveness),
});

/** Those with the largest difference first. */
function inOrder(people: readonly ComparedPerson[]): ComparedPerson[] {
  const size = ({ old, new: now }: ComparedPerson) =>
    Math.abs(gained(old.attentiveness, now.attentiveness) ?? 0);
  return [...people].sort((one, other) => size(other) - size(one) || one.name.localeCompare(other.name));
}
