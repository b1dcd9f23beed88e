import { useState } from 'preact/hooks';
import { dayAndTime } from '../../shared/time';
import { JobProgress } from '../jobs/JobProgress';
import { useLoaded } from '../load';
import { Empty, ErrorLine, Loading, Problem } from '../parts/Feedback';
import { SessionHead } from '../parts/SessionHead';
import { look, query } from '../router';
import { Beside } from '../whatif/Beside';
import { Figures } from '../whatif/Figures';
import { type Changes, changesOf, type Parameters, queryOf, type WhatIf } from '../whatif/knobs';
import { Save } from '../whatif/Save';
import { Sliders } from '../whatif/Sliders';
import { useScoredAgain } from '../whatif/useScoredAgain';
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
  readonly scoring: NonNullable<WhatIf['scoring']>;
  readonly reload: () => void;
}

function Try({ whatIf, scoring, reload }: TryProps) {
  const [savedAs, setSavedAs] = useState<number | null>(null);
  const own = scoring.parameters;
  const changes = changesOf(query.value, whatIf.knobs, own);
  const values: Parameters = { ...own, ...changes };
  const saved = (version: number) => {
    setSavedAs(version);
    look(queryOf(own, own));
    reload();
  };
  return (
    <div class="whatif">
      <form
        class="card whatif-knobs"
        aria-label={t('whatif.title')}
        onSubmit={(event) => event.preventDefault()}
      >
        <div class="row between">
          <Changed changes={changes} />
          <button
            type="button"
            class="button small"
            disabled={Object.keys(changes).length === 0}
            onClick={() => look(queryOf(own, own))}
          >
            {t('whatif.reset')}
          </button>
        </div>
        <Sliders knobs={whatIf.knobs} values={values} own={own} />
        {savedAs !== null && (
          <p class="notice small" role="status">
            {t('whatif.saved', { version: savedAs })}
          </p>
        )}
        <Save
          key={scoring.version}
          session={whatIf.session.id}
          changes={changes}
          version={scoring.version}
          canSave={whatIf.can_save}
          saved={saved}
        />
        <Former whatIf={whatIf} scoring={scoring} />
      </form>
      <Answer whatIf={whatIf} changes={changes} version={scoring.version} />
    </div>
  );
}

function Changed({ changes }: { readonly changes: Changes }) {
  const n = Object.keys(changes).length;
  return (
    <span class="small soft" role="status">
      {n === 0 ? t('whatif.changed.none') : t.count('whatif.changed', n)}
    </span>
  );
}

function Former({ whatIf: { former }, scoring }: Pick<TryProps, 'whatIf' | 'scoring'>) {
  return (
    <section class="small">
      <p class="faint tiny">{t('whatif.version', { version: scoring.version })}</p>
      {former.length > 0 && (
        <>
          <h2 class="section-title">{t('whatif.former')}</h2>
          <ul class="whatif-former">
            {former.map(({ version, parameters, replaced_at }) => (
              <li key={String(replaced_at)} class="row between">
                <span>{t('whatif.former.line', { version, when: dayAndTime(replaced_at) })}</span>
                <button
                  type="button"
                  class="button small"
                  onClick={() => look(queryOf(parameters, scoring.parameters))}
                >
                  {t('whatif.former.set')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface AnswerProps {
  readonly whatIf: WhatIf;
  readonly changes: Changes;
  readonly version: number;
}

function Answer({ whatIf, changes, version }: AnswerProps) {
  const { data, job, error, isCurrent } = useScoredAgain(whatIf.session.id, changes, version);
  const until = whatIf.kept_until;
  return (
    <div class="card whatif-answer">
      <div class="whatif-lead small soft">
        <p>{t('whatif.lead')}</p>
        <p>{until === null ? t('whatif.open') : t('whatif.until', { date: dayAndTime(until) })}</p>
      </div>
      <div class="whatif-progress">
        {!isCurrent && job && <JobProgress job={job} label={t('whatif.working')} />}
        <ErrorLine error={error} />
      </div>
      {data ? (
        <div class={`whatif-figures ${isCurrent ? '' : 'stale'}`} aria-busy={!isCurrent}>
          <Beside data={data} people={whatIf.minimum_people} />
          <Figures data={data} />
        </div>
      ) : (
        !error && <Loading />
      )}
    </div>
  );
}
