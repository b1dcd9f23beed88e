import { remembered } from './kept';
import { t } from './sentences';

/** To one's own data of all sessions, for who has taken part in this browser; it is known at once, so nothing jumps. */
export function OwnDataLink() {
  if (remembered().length === 0) return null;
  return (
    <a class="button quiet small" href="/mine">
      {t('own_data')}
    </a>
  );
}
