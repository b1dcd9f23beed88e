import { t } from './words';
import type { Policy } from './types';

/** What a policy means, in plain words. */
export function Rules({ policy }: { readonly policy: Policy }) {
  return (
    <ul class="rules small">
      <li>{t(policy.capture === 'frames' ? 'rules.frames' : 'rules.landmarks')}</li>
      <li>{t(policy.show_people ? 'rules.people' : 'rules.class_only')}</li>
      <li>
        {t('rules.days', {
          observations: days(policy.keep_observations_days),
          history: days(policy.keep_history_days),
        })}
      </li>
    </ul>
  );
}

const days = (n: number): string => (n === 0 ? t('rules.day.none') : t.count('rules.day', n));
