import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { dayAndTime, duration, unixSeconds } from '../../shared/time';
import { CourseHistory } from '../history/CourseHistory';
import { ExportMenu } from '../exports/ExportMenu';
import { useLoaded } from '../load';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { NewForm } from '../parts/NewForm';
import { StatusPill } from '../parts/SessionHead';
import { Recordings } from '../recordings/Recordings';
import { go, Link } from '../router';
import type { Course, Session } from '../types';
import { t } from '../words';

export function CoursePage({ id }: { readonly id: number }) {
  const { data: course, error, reload } = useLoaded<Course>(`/api/courses/${id}`);
  const [adding, setAdding] = useState(false);
  if (error) return <Problem error={error} retry={reload} />;
  if (!course) return <Loading />;
  const none = course.sessions.length === 0;
  return (
    <div class="page narrow">
      <div class="page-head">
        <div>
          <p class="crumbs small">
            <Link to="/">{t('courses.title')}</Link>
          </p>
          <h1>{course.title}</h1>
        </div>
        <div class="row">
          {!none && <ExportMenu course={id} />}
          {!none && !adding && (
            <button type="button" class="button primary" onClick={() => setAdding(true)}>
              {t('course.new')}
            </button>
          )}
        </div>
      </div>
      {none && (
        <Empty title={t('course.new')}>
          <p class="soft">{t('course.empty')}</p>
        </Empty>
      )}
      {(adding || none) && <SessionForm course={id} cancel={none ? undefined : () => setAdding(false)} />}
      <CourseHistory course={id} />
      {!none && <SessionList sessions={course.sessions} />}
      <Recordings course={id} changed={reload} />
    </div>
  );
}

function SessionForm({ course, cancel }: { readonly course: number; readonly cancel?: () => void }) {
  const [isRecorded, setRecorded] = useState(false);
  const [began, setBegan] = useState('');
  const create = async (title: string) => {
    // What the field holds is in the viewer's zone.
    const recording = { clock: 'recorded', starts_at: began && new Date(began).toISOString() };
    const session = await post<Session>(`/api/courses/${course}/sessions`, {
      title,
      ...(isRecorded && recording),
    });
    go(`/sessions/${session.id}`);
  };
  return (
    <NewForm
      label={t('course.session.name')}
      example={t('course.session.example')}
      submit={t('course.session.create')}
      create={create}
      cancel={cancel}
    >
      <div class="row new-form-more">
        <label class="check small">
          <input
            type="checkbox"
            checked={isRecorded}
            onChange={(event) => setRecorded(event.currentTarget.checked)}
          />
          {t('course.session.recorded')}
        </label>
        {isRecorded && (
          <label class="check small">
            {t('course.session.began')}
            <input
              class="input"
              type="datetime-local"
              required
              value={began}
              onInput={(event) => setBegan(event.currentTarget.value)}
            />
          </label>
        )}
      </div>
    </NewForm>
  );
}

function SessionList({ sessions }: { readonly sessions: readonly Session[] }) {
  return (
    <section>
      <h2 class="section-title">{t('course.sessions')}</h2>
      <ul class="card list">
        {sessions.map((session) => (
          <li key={session.id}>
            <SessionRow session={session} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const begin = session.started_at ?? session.starts_at;
  const path = `/sessions/${session.id}${session.status === 'closed' ? '/history' : ''}`;
  return (
    <Link to={path} class="list-row">
      <span class="list-title">
        {session.title} <StatusPill session={session} />
      </span>
      <span class="soft small number">
        {session.participants > 0 && t.count('course.people', session.participants)}
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
