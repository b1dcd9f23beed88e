import { useState } from 'preact/hooks';
import { dayAndTime } from '../../shared/time';
import { useLoaded } from '../load';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { SessionHead } from '../parts/SessionHead';
import { look, query } from '../router';
import { Effect } from '../whatif/Effect';
import { Figures } from '../whatif/Figures';
import {
  baseOf,
  changesOf,
  differences,
  hiddenDifferences,
  type Parameters,
  type Scoring,
  versionQuery,
  type Wanted,
  type WhatIf,
} from '../whatif/knobs';
import { Save } from '../whatif/Save';
import { Sliders } from '../whatif/Sliders';
import { useScoredAgain } from '../whatif/useScoredAgain';
import { Versions } from '../whatif/Versions';
import { t } from '../whatif/words';

export function WhatIfPage({ id }: { readonly id: number }) {
  const { data, error, reload } = useLoaded<WhatIf>(`/api/sessions/${id}/what-if`);
  if (error && !data) return <Problem error={error} retry={reload} />;
  if (!data) return <Loading />;
  return (
    <div class="page">
      <SessionHead session={data.session} page="what-if" changed={reload} />
      {data.scoring && data.has_observations ? (
        <Try whatIf={data} scoring={data.scoring} reload={reload} />
      ) : (
        <Gone until={data.kept_until} />
      )}
    </div>
  );
}

function Gone({ until }: { readonly until: WhatIf['kept_until'] }) {
  return (
    <Empty title={t('whatif.gone.title')}>
      <p class="soft">
        {until === null ? t('whatif.gone.undated') : t('whatif.gone', { date: dayAndTime(until) })}
      </p>
    </Empty>
  );
}

interface TryProps {
  readonly whatIf: WhatIf;
  readonly scoring: Scoring;
  readonly reload: () => void;
}

function Try({ whatIf, scoring, reload }: TryProps) {
  const [savedAs, setSavedAs] = useState<number | null>(null);
  const own = scoring.parameters;
  const base = baseOf(query.value, scoring, whatIf.former);
  const changes = changesOf(query.value, whatIf.knobs, base.parameters);
  const values: Parameters = { ...base.parameters, ...changes };
  const changed = differences(values, own).length + hiddenDifferences(values, own).length;
  const wanted: Wanted | null = changed > 0 ? { changes, version: base.version } : null;
  const session = whatIf.session.id;
  const again = useScoredAgain({ session, wanted, version: scoring.version, now: whatIf.now });
  const reset = () => look(versionQuery(null));
  const saved = (version: number) => {
    setSavedAs(version);
    reset();
    reload();
  };
  return (
    <>
      <Lead until={whatIf.kept_until} />
      <div class="whatif">
        <Effect again={again} changed={changed} people={whatIf.minimum_people} reset={reset} />
        <form
          class="card whatif-knobs"
          aria-label={t('whatif.values')}
          onSubmit={(event) => event.preventDefault()}
        >
          <Sliders knobs={whatIf.knobs} values={values} base={base.parameters} own={own} />
          {savedAs !== null && (
            <p class="notice small" role="status">
              {t('whatif.saved', { version: savedAs })}
            </p>
          )}
          <Save
            key={scoring.version}
            session={session}
            wanted={wanted}
            version={scoring.version}
            canSave={whatIf.can_save}
            saved={saved}
          />
          <Versions scoring={scoring} former={whatIf.former} base={base} />
        </form>
        {again.data && (
          <div class={`card whatif-figures ${again.isCurrent ? '' : 'stale'}`} aria-busy={!again.isCurrent}>
            <Figures data={again.data} changed={changed > 0} />
          </div>
        )}
      </div>
    </>
  );
}

/** What happens here, and for how long it can. */
function Lead({ until }: { readonly until: WhatIf['kept_until'] }) {
  return (
    <p class="whatif-lead small soft">
      {t('whatif.lead')} {until === null ? t('whatif.open') : t('whatif.until', { date: dayAndTime(until) })}
    </p>
  );
}
