import { signal } from '@preact/signals';
import type { Missed, Snapshot } from '../../capture/capture';
import { duration, timeOfDay } from '../../shared/time';
import { t } from './words';

const isPhone = matchMedia('(pointer: coarse)').matches;
/** What one has read. */
const heeded = signal<Missed | null>(null);

/** What kept the measuring up while nobody looked, and what keeps it up now. */
export function Hindrances({ now: { missed, limitedBy, tooWeak } }: { readonly now: Snapshot }) {
  return (
    <>
      {missed && missed !== heeded.value && <Away missed={missed} />}
      {limitedBy === 'machine' && !tooWeak && (
        <p class="notice small" role="status">
          {t('away.slow')}
        </p>
      )}
    </>
  );
}

function Away({ missed }: { readonly missed: Missed }) {
  const { from, until, why } = missed;
  return (
    <div class="notice small" role="status">
      <p>
        {t(isPhone ? 'away.background' : `away.${why}`, {
          length: duration(until - from),
          to: timeOfDay(until),
        })}
      </p>
      <button class="link-button" type="button" onClick={() => (heeded.value = missed)}>
        {t('away.dismiss')}
      </button>
    </div>
  );
}
