import { dayAndTime } from '../../shared/time';
import { Link } from '../router';
import type { FormerScoring, Scoring } from '../whatif/knobs';
import { Values } from './Values';
import { t } from './words';

interface ScoredWithProps {
  readonly session: number;
  readonly scoring: Scoring;
  readonly former: readonly FormerScoring[];
}

/** Which version made the figures of a session, since when and by whom, and all that it says. */
export function ScoredWith({ session, scoring, former }: ScoredWithProps) {
  return (
    <details class="scored small">
      <summary class="soft">
        {[t('scored.version', { version: scoring.version }), since(scoring)].filter(Boolean).join(' ')}
      </summary>
      <p class="soft">
        {former.length > 0 && `${t.count('scored.before', former.length)} `}
        <Link to={`/sessions/${session}/what-if`}>{t('scored.other')}</Link>
      </p>
      <h3 class="tiny-title">{t('scored.says')}</h3>
      <Values parameters={scoring.parameters} />
    </details>
  );
}

function since({ rescored }: Scoring): string {
  if (!rescored) return '';
  const values = { when: dayAndTime(rescored.at), name: rescored.by ?? '' };
  return t(rescored.by ? 'scored.since.by' : 'scored.since', values);
}
