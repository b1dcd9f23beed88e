import type { Snapshot } from '../capture/capture';
import { tenth } from '../shared/numbers';
import { Bar } from './Bar';
import { CameraChoice } from './CameraChoice';
import { CameraProblem } from './CameraProblem';
import { Hindrances } from './hindrances/Hindrances';
import { Lists } from './Lists';
import { OwnData } from './own/OwnData';
import { Teach } from './own/Teach';
import { Pictures } from './pictures/Pictures';
import { Preview } from './Preview';
import { Offer } from './selftest/Offer';
import { SelfTest } from './selftest/SelfTest';
import { Signals } from './signals/Signals';
import { isBroken, status } from './status';
import { invitation, last, looksAtOwn, place, snapshot } from './store';
import { t } from './words';

/** While a person takes part: the bar, and below it what goes on now or their own data. */
export function Here() {
  const now = snapshot.value;
  if (!now) return null;
  const { tone, help } = status(now);
  // With pictures it is the server that sees the face, and this page cannot tell when it did.
  const ready = tone === 'on' && now.link === 'open' && !place.value?.pictures;
  return (
    <div class="here">
      <Bar now={now} />
      {looksAtOwn.value && place.value && (
        <article class="here-own card">
          <OwnData token={place.value.own} teach={<Teach ready={ready} />} />
        </article>
      )}
      {!looksAtOwn.value && (
        <>
          <article class="here-now card">
            <Preview track={now.track} isMeasuring={tone === 'on'} points={now.seen?.points ?? null} />
            <Side now={now} help={help} ready={ready} />
          </article>
          <details class="here-details card">
            <summary>{t('here.details')}</summary>
            <Lists />
          </details>
        </>
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
      <Signals />
      <Hindrances now={now} />
      <Offer ready={ready} />
      {!isBroken(now) && <CameraChoice />}
      <Pictures now={now} />
      <Facts now={now} />
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
        {t('here.you', {
          name: (place.value ?? last.value)?.name ?? '',
          title: invitation.value?.session.title ?? '',
        })}
      </li>
      <li class={`link ${now.link}`}>{t(`link.${now.link}`)}</li>
      {measuring && <li>{t.count('rate', now.rateHz, { n: tenth(now.rateHz) })}</li>}
      {late && <li>{t.count('waiting', now.waiting)}</li>}
      {now.lost > 0 && <li>{t.count('lost', now.lost)}</li>}
      {now.notice && <li>{now.notice}</li>}
      {now.rejected && <li>{now.rejected}</li>}
    </ul>
  );
}
