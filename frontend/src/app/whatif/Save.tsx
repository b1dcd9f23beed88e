import { useEffect, useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { type Job, useJob } from '../jobs/job';
import { JobProgress } from '../jobs/JobProgress';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { t as words } from '../words';
import type { Compared, Wanted } from './knobs';
import { t } from './words';

interface SaveProps {
  readonly session: number;
  /** Null where nothing is changed. */
  readonly wanted: Wanted | null;
  readonly version: number;
  readonly canSave: boolean;
  readonly saved: (version: number) => void;
}

/** Asks twice: it writes the session's history anew. */
export function Save({ session, wanted, version, canSave, saved }: SaveProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [id, setId] = useState<string | null>(null);
  const { job } = useJob<Compared>(id);
  const { busy, error, run } = useAction();
  const isChanged = wanted !== null;
  useEffect(() => {
    if (job?.status === 'done' && job.result?.saved_as) saved(job.result.saved_as);
  }, [job]);
  const write = () =>
    run(async () => {
      setId((await post<Job>(`/api/sessions/${session}/what-if`, { ...wanted, save: true })).id);
      setIsAsking(false);
    });
  if (job && job.status !== 'done') return <JobProgress job={job} label={t('whatif.saving')} />;
  return (
    <div class="whatif-save">
      {isAsking && isChanged ? (
        <div class="notice whatif-sure" role="group" aria-label={t('whatif.save')}>
          <p class="small">{t('whatif.save.sure', { version })}</p>
          <div class="row">
            <button type="button" class="button primary" disabled={busy} onClick={write}>
              {t('whatif.save.yes')}
            </button>
            <button type="button" class="button" onClick={() => setIsAsking(false)}>
              {words('app.cancel')}
            </button>
          </div>
        </div>
      ) : (
        <button
          type="button"
          class="button"
          disabled={!isChanged || !canSave || busy}
          onClick={() => setIsAsking(true)}
        >
          {t('whatif.save')}
        </button>
      )}
      {!canSave && <p class="tiny faint">{t('whatif.save.open')}</p>}
      <ErrorLine error={error} />
    </div>
  );
}
