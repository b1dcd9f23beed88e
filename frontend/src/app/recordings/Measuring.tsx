import { Link } from '../router';
import type { Session } from '../types';
import { t } from './words';

interface MeasuringProps {
  readonly session: Session;
  /** 0 to 1 */
  readonly share: number;
}

/** Instead of a live class: what is being made of a recording, and how far it is. */
export function Measuring({ session, share }: MeasuringProps) {
  const percent = t('measuring.share', { percent: Math.floor(100 * share) });
  return (
    <div class="card measuring">
      <h2>{t('measuring.title')}</h2>
      <progress class="job-bar" max={1} value={share} aria-label={t('measuring.title')} />
      <p class="small number">{percent}</p>
      <p class="soft small">{t('measuring.about')}</p>
      <Link class="button" to={`/courses/${session.course.id}`}>
        {t('measuring.course')}
      </Link>
    </div>
  );
}
