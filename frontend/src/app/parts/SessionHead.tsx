import type { ComponentChildren } from 'preact';
import { dayAndTime, duration, timeOfDay, unixSeconds } from '../../shared/time';
import { HostActions, Padlock } from '../live/HostActions';
import { tLive } from '../live/words';
import { t as recording } from '../recordings/words';
import { Link } from '../router';
import type { Break, Marker, Session } from '../types';
import { t as whatIf } from '../whatif/words';
import { t } from '../words';
import { JoinCode } from './JoinCode';

interface SessionHeadProps {
  readonly session: Session;
  readonly page: 'live' | 'history' | 'what-if';
  readonly changed: () => void;
  readonly markers?: readonly Marker[];
  /** The break that goes on. */
  readonly pause?: Break | null;
  /** Beside the tabs. */
  readonly tools?: ComponentChildren;
}

export function SessionHead({ session, page, changed, markers = [], pause = null, tools }: SessionHeadProps) {
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
        <Standing session={session} pause={pause} />
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
        {tools}
        {session.status === 'open' && session.measuring === null && <JoinCode session={session} />}
        {page === 'live' && (
          <HostActions session={session} markers={markers} pause={pause} changed={changed} />
        )}
      </div>
    </div>
  );
}

export function StatusPill({ session }: { readonly session: Session }) {
  return (
    <>
      <span class={`pill ${session.status}`}>
        {session.measuring === null ? t(`session.status.${session.status}`) : recording('measuring.status')}
      </span>
      {session.clock === 'recorded' && <span class="pill">{t('session.recorded')}</span>}
    </>
  );
}

/** What holds beside the status: nobody new may join, nothing counts. */
function Standing({ session, pause }: { readonly session: Session; readonly pause: Break | null }) {
  if (session.status === 'closed') return null;
  return (
    <>
      {session.locked && (
        <span class="pill">
          <Padlock open={false} />
          {tLive('host.locked')}
        </span>
      )}
      {pause && (
        <span class="pill caution" role="status">
          {tLive('host.break.since', { time: timeOfDay(pause.started_at) })}
        </span>
      )}
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
