import { signal } from '@preact/signals';
import type { Snapshot } from '../../capture/capture';
import { invitation, place, sendPictures } from '../store';
import { t } from './words';

const asks = signal(false);
/** Who has said no is not asked again because of a slow moment. */
const declined = signal(false);

/** Pictures instead of points, and back: where the session's policy allows it, and never unless the person says so. */
export function Pictures({ now }: { readonly now: Snapshot }) {
  if (now.camera !== 'on' || invitation.value?.capture !== 'frames') return null;
  if (place.value?.pictures) return <Quiet word="pictures.back" act={() => sendPictures(false)} />;
  const isOffered = now.tooWeak && !declined.value;
  if (asks.value || isOffered) return <Question isWeak={now.tooWeak} />;
  return <Quiet word="pictures.ask" act={() => (asks.value = true)} />;
}

function Question({ isWeak }: { readonly isWeak: boolean }) {
  const answer = (yes: boolean) => {
    [asks.value, declined.value] = [false, !yes];
    if (yes) sendPictures(true);
  };
  return (
    <div class="notice small pictures" role="status">
      <p>
        {isWeak && t('pictures.weak')} {t('pictures.what')}
      </p>
      <div class="buttons">
        <button class="button small" type="button" onClick={() => answer(true)}>
          {t('pictures.send')}
        </button>
        <button class="button quiet small" type="button" onClick={() => answer(false)}>
          {t('pictures.no')}
        </button>
      </div>
    </div>
  );
}

interface QuietProps {
  readonly word: 'pictures.ask' | 'pictures.back';
  readonly act: () => void;
}

function Quiet({ word, act }: QuietProps) {
  return (
    <p class="small">
      <button class="link-button" type="button" onClick={act}>
        {t(word)}
      </button>
    </p>
  );
}
