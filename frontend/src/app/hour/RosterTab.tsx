import { useState } from 'preact/hooks';
import { Loading, Problem } from '../parts/Feedback';
import { useLoaded } from '../load';
import type { Session } from '../types';
import { Attendance } from './Attendance';
import { Import } from './Import';
import { Links } from './Links';
import { AddPerson, RosterList } from './RosterList';
import type { CourseDetail, RosterEntry } from './types';
import { t } from './words';

/** Who is expected, their links, and who came. */
export function RosterTab({ course }: { readonly course: CourseDetail }) {
  const { data: roster, error, reload } = useLoaded<RosterEntry[]>(`/api/courses/${course.id}/roster`);
  const [open, setOpen] = useState<'import' | 'add' | null>(null);
  const [added, setAdded] = useState(0);
  const [link, setLink] = useState<Session | null>(() => nextOf(course.sessions));
  if (error) return <Problem error={error} retry={reload} />;
  if (!roster) return <Loading />;
  const done = (count: number) => {
    setOpen(null);
    setAdded(count);
    reload();
  };
  const close = () => setOpen(null);
  return (
    <>
      <section class="hour-section">
        <div class="row between hour-head">
          <h2>
            {t('roster.title')}{' '}
            {roster.length > 0 && (
              <span class="soft small number">{t.count('roster.count', roster.length)}</span>
            )}
          </h2>
          <div class="row">
            <button
              type="button"
              class="button"
              aria-expanded={open === 'add'}
              onClick={() => setOpen('add')}
            >
              {t('roster.add')}
            </button>
            <button
              type="button"
              class="button primary"
              aria-expanded={open === 'import'}
              onClick={() => setOpen('import')}
            >
              {t('roster.import')}
            </button>
          </div>
        </div>
        <p class="soft small hour-lead">{t('roster.text')}</p>
        {added > 0 && open === null && (
          <p class="small" role="status">
            {t.count('import.done', added)}
          </p>
        )}
        {open === 'import' && <Import course={course.id} done={done} cancel={close} />}
        {open === 'add' && <AddPerson course={course.id} done={() => done(1)} cancel={close} />}
        {roster.length === 0 ? (
          open === null && <p class="card hour-none soft">{t('roster.empty')}</p>
        ) : (
          <>
            <Links sessions={course.sessions} session={link} choose={setLink} />
            <RosterList roster={roster} session={link} changed={reload} />
          </>
        )}
      </section>
      <Attendance course={course} roster={roster} changed={reload} />
    </>
  );
}

/** The session that people will join next: one that is open, or the planned one that is due first. */
function nextOf(sessions: readonly Session[]): Session | null {
  const joinable = sessions.filter((one) => one.clock === 'live');
  const planned = joinable.filter((one) => one.status === 'planned');
  const soonest = planned.toSorted((a, b) =>
    String(a.starts_at ?? '').localeCompare(String(b.starts_at ?? '')),
  );
  return joinable.find((one) => one.status === 'open') ?? soonest[0] ?? null;
}
