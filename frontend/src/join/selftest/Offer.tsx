import { t } from './words';
import { result } from './result';
import { offered, open, putOff } from './store';

/** Asks once whether to check; later a quiet way back to it. */
export function Offer({ ready }: { readonly ready: boolean }) {
  if (!offered.value) {
    return (
      <p class="offer-later small">
        <button class="link-button" type="button" disabled={!ready} onClick={open}>
          {t(result.value ? 'test.later.again' : 'test.later')}
        </button>
        <a href="/accuracy" target="_blank">
          {t('test.exact')}
        </a>
      </p>
    );
  }
  if (!ready) return null;
  return (
    <section class="offer">
      <h2>{t('test.offer')}</h2>
      <p class="small soft">{t('test.offer.help')}</p>
      <div class="buttons">
        <button class="button" type="button" onClick={open}>
          {t('test.offer.yes')}
        </button>
        <button class="button quiet" type="button" onClick={putOff}>
          {t('test.skip')}
        </button>
      </div>
    </section>
  );
}
