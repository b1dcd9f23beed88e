import { useState } from 'preact/hooks';
import { post } from '../../shared/api';
import { dayAndTime } from '../../shared/time';
import { useLoaded } from '../load';
import { Loading, Problem } from '../parts/Feedback';
import { NewForm } from '../parts/NewForm';
import { go, Link } from '../router';
import type { CourseSummary } from '../types';
import { t } from '../words';

const create = async (title: string) =>
  go(`/courses/${(await post<CourseSummary>('/api/courses', { title })).id}`);

export function CoursesPage() {
  const { data: courses, error, reload } = useLoaded<CourseSummary[]>('/api/courses');
  const [adding, setAdding] = useState(false);
  if (error) return <Problem error={error} retry={reload} />;
  if (!courses) return <Loading />;
  if (courses.length === 0) return <FirstCourse />;
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
      <ul class="card list">
        {courses.map((course) => (
          <li key={course.id}>
            <CourseRow course={course} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function CourseRow({ course }: { readonly course: CourseSummary }) {
  const last = course.last_session_at;
  return (
    <Link to={`/courses/${course.id}`} class="list-row">
      <span class="list-title">{course.title}</span>
      <span class="soft small number">{t.count('courses.sessions', course.sessions)}</span>
      <span class="faint small number list-when">
        {last === null ? t('courses.never') : t('courses.last', { when: dayAndTime(last) })}
      </span>
    </Link>
  );
}

function CourseForm({ cancel }: { readonly cancel?: () => void }) {
  return (
    <NewForm
      label={t('courses.name')}
      example={t('courses.name.example')}
      submit={t('courses.create')}
      create={create}
      cancel={cancel}
    />
  );
}

function FirstCourse() {
  return (
    <div class="page narrow first">
      <h1>{t('courses.empty.title')}</h1>
      <ol class="steps">
        {([1, 2, 3] as const).map((step) => (
          <li key={step}>
            <span class="step-number number" aria-hidden="true">
              {step}
            </span>
            <h2>{t(`courses.empty.${step}`)}</h2>
            <p class="soft small">{t(`courses.empty.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <CourseForm />
    </div>
  );
}
