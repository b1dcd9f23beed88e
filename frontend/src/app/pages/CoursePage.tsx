import { useState } from 'preact/hooks';
import { CourseHistory } from '../history/CourseHistory';
import { ExportMenu } from '../exports/ExportMenu';
import { RosterTab } from '../hour/RosterTab';
import { SessionForm } from '../hour/SessionForm';
import { Sessions } from '../hour/Sessions';
import { Settings } from '../hour/Settings';
import { Steps } from '../hour/Steps';
import type { CourseDetail } from '../hour/types';
import { t as hour } from '../hour/words';
import { useLoaded } from '../load';
import { Loading, Problem } from '../parts/Feedback';
import { Recordings } from '../recordings/Recordings';
import { Link } from '../router';
import { t } from '../words';

export type Part = 'sessions' | 'people' | 'settings';

interface CoursePageProps {
  readonly id: number;
  readonly part?: Part;
}

export function CoursePage({ id, part = 'sessions' }: CoursePageProps) {
  const { data: course, error, reload } = useLoaded<CourseDetail>(`/api/courses/${id}`);
  if (error) return <Problem error={error} retry={reload} />;
  if (!course) return <Loading />;
  return (
    <div class="page narrow">
      <div class="page-head">
        <div>
          <p class="crumbs small">
            <Link to="/">{t('courses.title')}</Link>
          </p>
          <h1 class="hour-title">
            {course.title} <span class="pill">{hour(`kind.${course.kind}`)}</span>
          </h1>
        </div>
        {course.sessions.length > 0 && <ExportMenu course={id} />}
      </div>
      <Parts course={id} now={part} />
      {part === 'sessions' && <SessionsPart course={course} changed={reload} />}
      {part === 'people' && <RosterTab course={course} />}
      {part === 'settings' && <Settings course={course} changed={reload} />}
    </div>
  );
}

const ADDRESSES: readonly (readonly [Part, string])[] = [
  ['sessions', ''],
  ['people', '/people'],
  ['settings', '/settings'],
];

function Parts({ course, now }: { readonly course: number; readonly now: Part }) {
  return (
    <nav class="tabs hour-tabs" aria-label={hour('tab.label')}>
      {ADDRESSES.map(([part, address]) => (
        <Link key={part} to={`/courses/${course}${address}`} current={part === now}>
          {hour(`tab.${part}`)}
        </Link>
      ))}
    </nav>
  );
}

interface PartProps {
  readonly course: CourseDetail;
  readonly changed: () => void;
}

function SessionsPart({ course, changed }: PartProps) {
  const [adding, setAdding] = useState(false);
  const planned = () => {
    setAdding(false);
    changed();
  };
  if (course.sessions.length === 0) return <FirstSession course={course} planned={planned} />;
  return (
    <>
      {adding ? (
        <SessionForm course={course.id} planned={planned} cancel={() => setAdding(false)} />
      ) : (
        <div class="row">
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            {t('course.new')}
          </button>
        </div>
      )}
      <CourseHistory course={course.id} />
      <Sessions sessions={course.sessions} changed={changed} />
      <Recordings course={course.id} naming={course.policy.show_people} changed={changed} />
    </>
  );
}

function FirstSession({ course, planned }: { readonly course: CourseDetail; readonly planned: () => void }) {
  return (
    <>
      <Steps now={2} />
      <section class="hour-section">
        <h2>{hour('first.title')}</h2>
        <p class="soft small">{hour('first.text')}</p>
        <SessionForm course={course.id} title={hour('first.example')} planned={planned} />
      </section>
      <Recordings course={course.id} naming={course.policy.show_people} changed={planned} />
    </>
  );
}
