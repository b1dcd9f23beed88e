import type { ComponentChildren } from 'preact';
import { statusWords } from '../jobs/JobProgress';
import { points } from '../moved/moved';
import { ErrorLine } from '../parts/Feedback';
import { Beside } from './Beside';
import { gained, share } from './gained';
import type { Compared } from './knobs';
import type { ScoredAgain } from './useScoredAgain';
import { t } from './words';

interface EffectProps {
  readonly again: ScoredAgain;
  /** How many values differ from those that the session has. */
  readonly changed: number;
  /** The fewest people of whom there is a class. */
  readonly people: number;
  readonly reset: () => void;
}

/** What the values do to the class; it stays in sight while they are moved. */
export function Effect({ again, changed, people, reset }: EffectProps) {
  const { data, error, job, isCurrent } = again;
  return (
    <section class="card whatif-effect" aria-label={t('whatif.effect')}>
      <div class="row between">
        <Status again={again} changed={changed} />
        <button type="button" class="button small" disabled={changed === 0} onClick={reset}>
          {t('whatif.reset')}
        </button>
      </div>
      <progress
        class="job-bar"
        hidden={isCurrent || job === null}
        max={1}
        value={job?.progress ?? 0}
        aria-label={t('whatif.working')}
      />
      {(error || job?.error) && <Failure error={error}>{job?.error}</Failure>}
      {data && (
        <div class={isCurrent ? '' : 'stale'} aria-busy={!isCurrent}>
          <Headline data={data} changed={changed} />
          <Beside data={data} people={people} changed={changed > 0} />
        </div>
      )}
    </section>
  );
}

function Status({ again: { job, isCurrent, error }, changed }: Pick<EffectProps, 'again' | 'changed'>) {
  const words = changed === 0 ? t('whatif.changed.none') : t.count('whatif.changed', changed);
  const isWorking = !isCurrent && !error && job?.status !== 'failed';
  return (
    <p class="small soft number" role="status">
      {words}
      {isWorking && ` · ${job ? statusWords(job) : t('whatif.working')}`}
    </p>
  );
}

function Failure({
  error,
  children,
}: {
  readonly error: ScoredAgain['error'];
  readonly children: ComponentChildren;
}) {
  if (error) return <ErrorLine error={error} />;
  return (
    <p class="error-line" role="alert">
      {children}
    </p>
  );
}

/** The one figure that tells most: the class's median, or where there is no class, the mean of all people. */
function Headline({ data, changed }: { readonly data: Compared; readonly changed: number }) {
  if (!data.totals) return null;
  const { old, new: now } = data.totals;
  const isClass = old.quartiles[1] !== null || now.quartiles[1] !== null;
  const [before, after] = isClass ? [old.quartiles[1], now.quartiles[1]] : [old.mean, now.mean];
  const difference = gained(before, after);
  return (
    <p class="whatif-headline">
      <span>{t(isClass ? 'whatif.total.median' : 'whatif.total.mean')}</span>{' '}
      <strong class="number">
        {share(before)}
        {changed > 0 && (
          <>
            {' '}
            <span aria-hidden="true">→</span>
            <span class="visually-hidden">{t('whatif.then')}</span> {share(after)}
          </>
        )}
      </strong>{' '}
      {changed > 0 && difference !== null && (
        <span class="small soft number">{t('whatif.points', { points: points(difference) })}</span>
      )}
    </p>
  );
}
