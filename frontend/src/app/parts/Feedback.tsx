import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../shared/api';
import { t } from '../words';

export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{t('app.loading')}</span>
    </div>
  );
}

export function Problem({ error, retry }: { readonly error: ApiError; readonly retry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <h1>{error.status === 404 ? t('app.missing.title') : error.message}</h1>
      {error.status === 404 && <p class="soft">{t('app.missing')}</p>}
      {retry && error.status !== 404 && (
        <button type="button" class="button" onClick={retry}>
          {t('app.retry')}
        </button>
      )}
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
