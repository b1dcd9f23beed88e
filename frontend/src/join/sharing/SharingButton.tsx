import { place } from '../store';
import { share, useSharing } from './store';
import { t } from './words';

/** In the bar, so that it is seen while it lasts, and ends with one click. */
export function SharingButton() {
  return place.value && <Toggle token={place.value.own} />;
}

function Toggle({ token }: { readonly token: string }) {
  const shares = useSharing(token);
  if (shares === null) return null;
  return (
    <button class="button" type="button" aria-pressed={shares} onClick={() => void share(token, !shares)}>
      {t(shares ? 'sharing.shared' : 'sharing.share')}
    </button>
  );
}
