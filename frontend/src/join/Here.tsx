import type { Snapshot } from '../capture/capture';
import { Lists } from './Lists';
import { Preview } from './Preview';
import { Offer } from './selftest/Offer';
import { SelfTest } from './selftest/SelfTest';
import { SmallWindowButton } from './small-window/SmallWindow';
import { status } from './status';
import { invitation, pause, place, resume, retryCamera, snapshot, stop } from './store';
import { t } from './words';

/** While a person takes part: their own picture, what is going on, and the way to pause or stop. */
export function Here() {
  const now = snapshot.value;
  if (!now) return null;
  const { tone, title, help } = status(now);
  return (
    <article class="here card">
      <Preview track={now.track} isMeasuring={tone === 'on'} points={now.seen?.points ?? null} />
      <div class="here-side">
        <div class={`here-status ${tone}`} aria-live="polite">
          <h1>
            <span class="here-light" aria-hidden="true" />
            {title}
          </h1>
          <p>{help}</p>
        </div>
        <Buttons now={now} />
        <Offer ready={tone === 'on' && now.link === 'open'} />
        <Facts now={now} />
      </div>
      <details class="here-details">
        <summary>{t('here.details')}</summary>
        <Lists />
      </details>
      <SelfTest />
    </article>
  );
}

function Buttons({ now }: { readonly now: Snapshot }) {
  const paused = now.phase === 'paused';
  const broken = !paused && !['on', 'opening', 'off'].includes(now.camera);
  return (
    <div class="buttons">
      {broken && (
        <button class="button primary" type="button" onClick={retryCamera}>
          {t('here.retry')}
        </button>
      )}
      {!broken && (
        <button class={paused ? 'button primary' : 'button'} type="button" onClick={paused ? resume : pause}>
          {t(paused ? 'here.resume' : 'here.pause')}
        </button>
      )}
      <SmallWindowButton />
      <button class="button stop" type="button" disabled={now.phase === 'stopping'} onClick={stop}>
        {t('here.stop')}
      </button>
    </div>
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
