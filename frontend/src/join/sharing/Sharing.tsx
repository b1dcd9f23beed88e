import { problem, share, useSharing } from './store';
import { t } from './words';

/** Below one's own data: what sharing means, and the way in and out of it. */
export function Sharing({ token }: { readonly token: string }) {
  const shares = useSharing(token);
  if (shares === null) return null;
  return (
    <section class="own-sharing" aria-labelledby="sharing-title">
      <h3 id="sharing-title">{t('sharing.title')}</h3>
      <p class="small soft" aria-live="polite">
        {t(shares ? 'sharing.on' : 'sharing.off')}
      </p>
      <button class="button small" type="button" onClick={() => void share(token, !shares)}>
        {t(shares ? 'sharing.stop' : 'sharing.share')}
      </button>
      {problem.value && (
        <p class="notice error small" role="alert">
          {problem.value}
        </p>
      )}
    </section>
  );
}
