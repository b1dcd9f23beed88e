import type { Signal } from '@preact/signals';
import { t } from './words';

/** Before joining: a choice that nobody has to make. */
export function AskToShare({ shares }: { readonly shares: Signal<boolean> }) {
  return (
    <div class="ask-share">
      <label class="check">
        <input
          type="checkbox"
          checked={shares.value}
          aria-describedby="share-help"
          onChange={(event) => (shares.value = event.currentTarget.checked)}
        />
        {t('sharing.ask')}
      </label>
      <p id="share-help" class="small soft">
        {t('sharing.ask.help')}
      </p>
    </div>
  );
}
