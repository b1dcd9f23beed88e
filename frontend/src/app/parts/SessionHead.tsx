import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { dayAndTime, duration, unixSeconds } from '../../shared/time';
import { Link } from '../router';
import type { Session } from '../types';
import { t as whatIf } from '../whatif/words';
import { t } from '../words';
import { ErrorLine } from './Feedback';
import { JoinCode } from './JoinCode';
import { takeFocus } from './takeFocus';
import { useAction } from './useAction';

interface SessionHeadProps {
  readonly session: Session;
  readonly page: 'live' | 'history' | 'what-if';
  readonly changed: () => void;
}

export function SessionHead({ session, page, changed }: SessionHeadProps) {
  return (
    <div class="session-head">
      <p class="crumbs small">
        <Link to="/">{t('courses.title')}</Link>
        <span class="faint" aria-hidden="true">
          /
        </span>
        <Link to={`/courses/${session.course.id}`}>{session.course.title}</Link>
      </p>
      <div class="session-title">
        <h1>{session.title}</h1>
        <StatusPill session={session} />
        <When session={session} />
      </div>
      <div class="session-tools">
        <nav class="tabs" aria-label={session.title}>
          <Link to={`/sessions/${session.id}`} current={page === 'live'}>
            {t('session.live')}
          </Link>
          <Link to={`/sessions/${session.id}/history`} current={page === 'history'}>
            {t('session.history')}
          </Link>
          {session.started_at !== null && (
            <Link to={`/sessions/${session.id}/what-if`} current={page === 'what-if'}>
              {whatIf('whatif.title')}
            </Link>
          )}
        </nav>
        {session.status === 'open' && <JoinCode session={session} />}
        <HostActions session={session} changed={changed} />
      </div>
    </div>
  );
}

export function StatusPill({ session }: { readonly session: Session }) {
  return (
    <>
      <span class={`pill ${session.status}`}>{t(`session.status.${session.status}`)}</span>
      {session.clock === 'recorded' && <span class="pill">{t('session.recorded')}</span>}
    </>
  );
}

function When({ session: { started_at, ended_at, starts_at } }: { readonly session: Session }) {
  const begin = started_at ?? starts_at;
  if (begin === null) return null;
  const length =
    started_at !== null && ended_at !== null ? unixSeconds(ended_at) - unixSeconds(started_at) : null;
  return (
    <span class="soft small number">
      {dayAndTime(begin)}
      {length !== null && ` · ${duration(length)}`}
    </span>
  );
}

function HostActions({ session, changed }: { readonly session: Session; readonly changed: () => void }) {
  const { busy, error, run } = useAction();
  const sure = useSignal(false);
  const act = (action: 'open' | 'close') =>
    run(() => post(`/api/sessions/${session.id}/${action}`).then(changed));
  useEffect(() => {
    if (!sure.value) return;
    const timer = setTimeout(() => {
      sure.value = false;
    }, 4000);
    return () => clearTimeout(timer);
  }, [sure.value]);
  return (
    <div class="host-actions">
      <ErrorLine error={error} />
      {session.status === 'open' && <MarkerForm session={session} added={changed} />}
      {session.status === 'open' && (
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => (sure.value ? act('close') : (sure.value = true))}
        >
          {sure.value ? t('session.close.sure') : t('session.close')}
        </button>
      )}
      {session.status === 'planned' && (
        <button type="button" class="button primary" disabled={busy} onClick={() => act('open')}>
          {t('session.open')}
        </button>
      )}
    </div>
  );
}

function MarkerForm({ session, added }: { readonly session: Session; readonly added: () => void }) {
  const [text, setText] = useState<string | null>(null);
  const { busy, error, run } = useAction();
  const send = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await post(`/api/sessions/${session.id}/markers`, { text: text?.trim() });
      setText(null);
      added();
    });
  };
  if (text === null) {
    return (
      <button type="button" class="button" onClick={() => setText('')}>
        {t('session.marker')}
      </button>
    );
  }
  return (
    <form class="marker-form" onSubmit={send} onKeyDown={(event) => event.key === 'Escape' && setText(null)}>
      <input
        class="input"
        aria-label={t('session.marker')}
        placeholder={t('session.marker.text')}
        maxLength={200}
        required
        ref={takeFocus}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" class="button primary" disabled={busy || !text.trim()}>
        {t('session.marker')}
      </button>
      <ErrorLine error={error} />
    </form>
  );
}
