import { useState } from 'preact/hooks';
import { patch, post, remove } from '../../shared/api';
import { dayAndTime, duration, unixSeconds } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { StatusPill } from '../parts/SessionHead';
import { useAction } from '../parts/useAction';
import { Link } from '../router';
import type { Session } from '../types';
import { t as common } from '../words';
import { StartField } from './SessionForm';
import { asInstant, asLocal, daysLater } from './starts';
import { SureButton } from './SureButton';
import { t } from './words';
import { TextField } from './TextField';

/** Of a list that is longer only so many are shown at first. */
const SHOWN = 12;

interface SessionsProps {
  readonly sessions: readonly Session[];
  readonly changed: () => void;
}

/** What is planned, soonest first; then what has begun, newest first. */
export function Sessions({ sessions, changed }: SessionsProps) {
  const isPlanned = (session: Session) => session.status === 'planned';
  const planned = sessions.filter(isPlanned).toSorted((a, b) => due(a) - due(b) || a.id - b.id);
  const begun = sessions.filter((session) => !isPlanned(session));
  return (
    <>
      <SessionList title={t('sessions.planned')} sessions={planned} changed={changed} />
      <SessionList title={t('sessions.begun')} sessions={begun} changed={changed} />
    </>
  );
}

const due = (session: Session): number => (session.starts_at === null ? 0 : unixSeconds(session.starts_at));

function SessionList({ title, sessions, changed }: SessionsProps & { readonly title: string }) {
  const [all, setAll] = useState(false);
  if (sessions.length === 0) return null;
  const shown = all ? sessions : sessions.slice(0, SHOWN);
  return (
    <section>
      <h2 class="section-title">{title}</h2>
      <ul class="card list">
        {shown.map((session) => (
          <SessionRow key={session.id} session={session} changed={changed} />
        ))}
      </ul>
      {shown.length < sessions.length && (
        <button type="button" class="button quiet" onClick={() => setAll(true)}>
          {t('sessions.more', { n: sessions.length - shown.length })}
        </button>
      )}
    </section>
  );
}

function SessionRow({ session, changed }: { readonly session: Session; readonly changed: () => void }) {
  const [editing, setEditing] = useState(false);
  const done = () => {
    setEditing(false);
    changed();
  };
  return (
    <li class="session-item">
      <SessionLink session={session} />
      <button
        type="button"
        class="button quiet small session-edit"
        aria-expanded={editing}
        aria-label={t('session.edit', { title: session.title })}
        onClick={() => setEditing(!editing)}
      >
        {t('session.edit.short')}
      </button>
      {editing && <SessionEditor session={session} done={done} cancel={() => setEditing(false)} />}
    </li>
  );
}

function SessionLink({ session }: { readonly session: Session }) {
  const begin = session.started_at ?? session.starts_at;
  const path = `/sessions/${session.id}${session.status === 'closed' ? '/history' : ''}`;
  return (
    <Link to={path} class="list-row">
      <span class="list-title">
        {session.title} <StatusPill session={session} />
      </span>
      <span class="soft small number">
        {session.participants > 0 && common.count('course.people', session.participants)}
      </span>
      <span class="faint small number list-when">
        {begin !== null && dayAndTime(begin)}
        {session.started_at !== null && session.ended_at !== null && (
          <> · {duration(unixSeconds(session.ended_at) - unixSeconds(session.started_at))}</>
        )}
      </span>
    </Link>
  );
}

interface EditorProps {
  readonly session: Session;
  readonly done: () => void;
  readonly cancel: () => void;
}

function SessionEditor({ session, done, cancel }: EditorProps) {
  const begin = session.starts_at ?? session.started_at;
  const date = begin === null ? null : new Date(unixSeconds(begin) * 1000);
  const [title, setTitle] = useState(session.title);
  const [start, setStart] = useState(date ? asLocal(date) : '');
  const { busy, error, run } = useAction();
  const isPlanned = session.status === 'planned';
  const path = `/api/sessions/${session.id}`;
  const save = (event: Event) => {
    event.preventDefault();
    const moved = isPlanned && { starts_at: start ? asInstant(start) : null };
    void run(() => patch(path, { title: title.trim(), ...moved }).then(done));
  };
  const again = () => {
    const starts_at = date && daysLater(date, 7).toISOString();
    void run(() => post(`${path}/duplicate`, { starts_at }).then(done));
  };
  const canGo = isPlanned || (session.clock === 'recorded' && session.participants === 0);
  return (
    <form class="hour-edit" onSubmit={save}>
      <div class="hour-fields">
        <TextField label={t('session.title')} value={title} longest={200} change={setTitle} />
        {isPlanned && <StartField label={t('plan.start')} value={start} change={setStart} optional />}
      </div>
      <div class="row hour-buttons">
        <button type="submit" class="button primary" disabled={busy || !title.trim()}>
          {common('app.save')}
        </button>
        {session.clock === 'live' && (
          <button type="button" class="button" disabled={busy} onClick={again}>
            {t(date ? 'session.again' : 'session.again.now')}
          </button>
        )}
        {canGo && (
          <SureButton
            words={t('session.delete')}
            sure={t('session.delete.sure')}
            act={() => run(() => remove(path).then(done))}
          />
        )}
        <button type="button" class="button quiet" onClick={cancel}>
          {common('app.cancel')}
        </button>
      </div>
      <ErrorLine error={error} />
    </form>
  );
}
