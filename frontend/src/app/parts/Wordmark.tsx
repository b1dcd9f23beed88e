import { Head } from '../../shared/Head';
import { t } from '../words';

export function Wordmark() {
  return (
    <span class="wordmark">
      <Head yaw={28} pitch={4} roll={0} size={26} />
      <span>{t('app.name')}</span>
    </span>
  );
}
