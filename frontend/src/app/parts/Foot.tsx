import { viewerZone } from '../../shared/time';
import { Link } from '../router';
import { t } from '../words';

/** Under every page: in whose time its times are, and how far to trust its numbers. */
export function Foot() {
  return (
    <footer class="foot tiny soft">
      <span>{t('app.zone', { zone: viewerZone() })}</span>
      <Link to="/accuracy">{t('accuracy.title')}</Link>
    </footer>
  );
}
