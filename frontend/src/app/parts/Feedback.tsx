import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../shared/api';
import { online } from '../../shared/online';
import { Link } from '../router';
import { t } from '../words';

/** A page in outline; it shows only when the answer takes longer than one notices. No div: nothing of it is used again. */
export function Loading() {
  return (
    <section class="loading page" role="status">
      <span class="visually-hidden">{t('app.loading')}</span>
      <span class="loading-title" />
      {[0, 1, 2, 3].map((row) => (
        <span key={row} class="loading-row" />
      ))}
    </section>
  );
}

/** Over the page rather than in it: nothing moves when a connection comes and goes. */
export function Offline() {
  return (
    <div class="offline" role="status">
      {!online.value && <p class="notice">{t('app.offline')}</p>}
    </div>
  );
}

export function Missing() {
  return (
    <div class="problem">
      <h1>{t('app.missing.title')}</h1>
      <p class="soft">{t('app.missing')}</p>
      <Link to="/" class="button">
        {t('app.missing.home')}
      </Link>
    </div>
  );
}

export function Problem({ error, retry }: { readonly error: ApiError; readonly retry?: () => void }) {
  if (error.status === 404) return <Missing />;
  return (
    <div class="problem" role="alert">
      <h1>{error.message}</h1>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t('app.retry')}
        </button>
      )}
    </div>
  );
}

/** In a part of a page: what did not come, and the way to ask again. */
export function Trouble({ error, retry }: { readonly error: ApiError; readonly retry: () => void }) {
  return (
    <div class="row" role="alert">
      <span class="error-line">{error.message}</span>
      <button type="button" class="button small" onClick={retry}>
        {t('app.retry')}
      </button>
    </div>
  );
}

export function ErrorLine({ error }: { readonly error: ApiError | null }) {
  return (
    <p class="error-line" role="alert">
      {error?.message}
    </p>
  );
}

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
