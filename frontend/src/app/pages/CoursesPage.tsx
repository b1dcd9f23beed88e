import { useState } from 'preact/hooks';
import { dayAndTime } from '../../shared/time';
import { CourseForm } from '../hour/CourseForm';
import { Steps } from '../hour/Steps';
import type { CourseCard } from '../hour/types';
import { t as hour } from '../hour/words';
import { useLoaded } from '../load';
import { Loading, Problem } from '../parts/Feedback';
import { Link } from '../router';
import { t } from '../words';

export function CoursesPage() {
  const { data: courses, error, reload } = useLoaded<CourseCard[]>('/api/courses');
  const [adding, setAdding] = useState(false);
  if (error) return <Problem error={error} retry={reload} />;
  if (!courses) return <Loading />;
  if (courses.length === 0) return <FirstCourse />;
  const active = courses.filter((course) => course.archived_at === null);
  const archived = courses.filter((course) => course.archived_at !== null);
  return (
    <div class="page narrow">
      <div class="page-head">
        <h1>{t('courses.title')}</h1>
        {!adding && (
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            {t('courses.new')}
          </button>
        )}
      </div>
      {adding && <CourseForm cancel={() => setAdding(false)} />}
      {active.length > 0 ? (
        <CourseList courses={active} />
      ) : (
        <p class="soft">{hour('courses.active.none')}</p>
      )}
      {archived.length > 0 && (
        <details class="hour-archive">
          <summary>
            {hour('courses.archived')} <span class="soft number">{archived.length}</span>
          </summary>
          <CourseList courses={archived} />
        </details>
      )}
    </div>
  );
}

function CourseList({ courses }: { readonly courses: readonly CourseCard[] }) {
  return (
    <ul class="card list">
      {courses.map((course) => (
        <li key={course.id}>
          <CourseRow course={course} />
        </li>
      ))}
    </ul>
  );
}

function CourseRow({ course }: { readonly course: CourseCard }) {
  const last = course.last_session_at;
  return (
    <Link to={`/courses/${course.id}`} class="list-row">
      <span class="list-title">
        {course.title} <span class="pill">{hour(`kind.${course.kind}`)}</span>
      </span>
      <span class="soft small number">{t.count('courses.sessions', course.sessions)}</span>
      <span class="faint small number list-when">
        {last === null ? t('courses.never') : t('courses.last', { when: dayAndTime(last) })}
      </span>
    </Link>
  );
}

function FirstCourse() {
  return (
    <div class="page narrow first">
      <h1>{t('courses.empty.title')}</h1>
      <Steps now={1} />
      <CourseForm />
    </div>
  );
}
