import type { Snapshot } from '../capture/capture';
import { timeOfDay } from '../shared/time';
import { away, isSlow } from './away';
import { Bar } from './Bar';
import { CameraChoice } from './CameraChoice';
import { CameraProblem } from './CameraProblem';
import { Lists } from './Lists';
import { OwnData } from './own/OwnData';
import { Teach } from './own/Teach';
import { Preview } from './Preview';
import { Offer } from './selftest/Offer';
import { SelfTest } from './selftest/SelfTest';
import { Signals } from './signals/Signals';
import { status } from './status';
import { invitation, looksAtOwn, place, snapshot } from './store';
import { t } from './words';

/** While a person takes part: the bar, and below it what goes on now or their own data. */
export function Here() {
  const now = snapshot.value;
  if (!now) return null;
  const { tone, help } = status(now);
  const ready = tone === 'on' && now.link === 'open';
  return (
    <div class="here">
      <Bar now={now} />
      {looksAtOwn.value && place.value && (
        <article class="here-own card">
          <OwnData token={place.value.own} teach={<Teach ready={ready} />} />
        </article>
      )}
      {/* Some browsers take the pictures from this very video: it stays, also while it is not looked at. */}
      <article class={looksAtOwn.value ? 'here-now card aside' : 'here-now card'}>
        <Preview track={now.track} isMeasuring={tone === 'on'} points={now.seen?.points ?? null} />
        {!looksAtOwn.value && <Side now={now} help={help} ready={ready} />}
      </article>
      {!looksAtOwn.value && (
        <details class="here-details card">
          <summary>{t('here.details')}</summary>
          <Lists />
        </details>
      )}
      <SelfTest />
    </div>
  );
}

interface SideProps {
  readonly now: Snapshot;
  readonly help: string;
  readonly ready: boolean;
}

function Side({ now, help, ready }: SideProps) {
  return (
    <div class="here-side">
      <p class="here-help" aria-live="polite">
        {help}
      </p>
      <CameraProblem now={now} />
      <Aways />
      <Signals />
      <Offer ready={ready} />
      <CameraChoice />
      <Facts now={now} />
    </div>
  );
}

/** What happened to the measuring while nobody looked. */
function Aways() {
  const gap = away.value;
  return (
    <>
      {gap && (
        <div class="notice small" role="status">
          <p>{t(`away.${gap.kind}`, { from: timeOfDay(gap.from / 1000), to: timeOfDay(gap.to / 1000) })}</p>
          <button class="link-button" type="button" onClick={() => (away.value = null)}>
            {t('away.dismiss')}
          </button>
        </div>
      )}
      {isSlow.value && (
        <p class="notice small" role="status">
          {t('away.slow')}
        </p>
      )}
    </>
  );
}

function Facts({ now }: { readonly now: Snapshot }) {
  const measuring = now.phase === 'measuring' && now.camera === 'on';
  // A few are always on their way; only a growing number means that the connection is in the way.
  const late = now.waiting > Math.max(10, 4 * now.rateHz);
  return (
    <ul class="facts small soft">
      <li>
        {t('here.you', { name: place.value?.name ?? '', title: invitation.value?.session.title ?? '' })}
      </li>
      <li class={`link ${now.link}`}>{t(`link.${now.link}`)}</li>
      {measuring && <li>{t.count('rate', now.rateHz)}</li>}
      {late && <li>{t.count('waiting', now.waiting)}</li>}
      {now.lost > 0 && <li>{t.count('lost', now.lost)}</li>}
      {now.notice && <li>{now.notice}</li>}
      {now.rejected && <li>{now.rejected}</li>}
    </ul>
  );
}
