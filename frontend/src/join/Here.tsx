import { signal } from '@preact/signals';
import type { Snapshot } from '../capture/capture';
import { timeOfDay } from '../shared/time';
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
import { invitation, last, looksAtOwn, place, sendPictures, snapshot } from './store';
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
      <Hindrances now={now} />
      <Signals />
      <Offer ready={ready} />
      <CameraChoice />
      <Facts now={now} />
    </div>
  );
}

/** What kept the measuring up while nobody looked, and what keeps it up now. */
function Hindrances({ now }: { readonly now: Snapshot }) {
  const { slept, limitedBy, tooWeak } = now;
  const mayBePictures = invitation.value?.capture === 'frames' && !place.value?.pictures;
  return (
    <>
      {slept && slept !== heeded.value && (
        <div class="notice small" role="status">
          <p>
            {t(isPhone ? 'away.background' : 'away.slept', {
              from: timeOfDay(slept.from),
              to: timeOfDay(slept.until),
            })}
          </p>
          <button class="link-button" type="button" onClick={() => (heeded.value = slept)}>
            {t('away.dismiss')}
          </button>
        </div>
      )}
      {limitedBy === 'machine' && !tooWeak && (
        <p class="notice small" role="status">
          {t('away.slow')}
        </p>
      )}
      {tooWeak && mayBePictures && (
        <div class="notice small" role="status">
          <p>{t('pictures.offer')}</p>
          <button class="button small" type="button" onClick={sendPictures}>
            {t('pictures.send')}
          </button>
        </div>
      )}
    </>
  );
}

const isPhone = matchMedia('(pointer: coarse)').matches;
/** The sleep of which one has read. */
const heeded = signal<Snapshot['slept']>(null);

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
      {measuring && <li>{t.count('rate', now.rateHz)}</li>}
      {late && <li>{t.count('waiting', now.waiting)}</li>}
      {now.lost > 0 && <li>{t.count('lost', now.lost)}</li>}
      {now.notice && <li>{now.notice}</li>}
      {now.rejected && <li>{now.rejected}</li>}
    </ul>
  );
}
