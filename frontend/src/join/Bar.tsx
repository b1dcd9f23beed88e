import type { ComponentChildren } from 'preact';
import type { Snapshot } from '../capture/capture';
import { SharingButton } from './sharing/SharingButton';
import { SmallWindowButton } from './small-window/SmallWindow';
import { isBroken, status } from './status';
import { lookAtOwn, looksAtOwn, pause, resume, stop, turnCamera } from './store';
import { t } from './words';

/** Always in sight: whether one is measured, and the ways to change that. */
export function Bar({ now }: { readonly now: Snapshot }) {
  const { tone, title } = status(now);
  return (
    <div class="bar card">
      <div class={`bar-state ${tone}`} aria-live="polite">
        <h1>
          <span class="here-light" aria-hidden="true" />
          {title}
        </h1>
      </div>
      <div class="bar-buttons" role="group" aria-label={t('here.tools')}>
        <Measuring now={now} />
        <SharingButton />
        <SmallWindowButton />
        <button
          class="button"
          type="button"
          aria-pressed={looksAtOwn.value}
          onClick={() => lookAtOwn(!looksAtOwn.value)}
        >
          {t('here.mine')}
        </button>
        <button class="button stop" type="button" disabled={now.phase === 'stopping'} onClick={stop}>
          {t('here.stop')}
        </button>
      </div>
    </div>
  );
}

function Measuring({ now }: { readonly now: Snapshot }): ComponentChildren {
  if (now.phase === 'stopping') return null;
  if (now.phase === 'paused') {
    return (
      <button class="button primary" type="button" onClick={resume}>
        {t('here.resume')}
      </button>
    );
  }
  if (now.camera === 'off') {
    return (
      <button class="button primary" type="button" onClick={() => turnCamera(true)}>
        {t('here.camera_on')}
      </button>
    );
  }
  return (
    <>
      {!isBroken(now) && (
        <button class="button" type="button" onClick={pause}>
          {t('here.pause')}
        </button>
      )}
      <button class="button" type="button" onClick={() => turnCamera(false)}>
        {t(isBroken(now) ? 'here.without' : 'here.camera_off')}
      </button>
    </>
  );
}
