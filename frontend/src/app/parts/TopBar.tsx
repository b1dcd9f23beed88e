import { LanguageSwitch } from '../../shared/LanguageSwitch';
import { OwnDataLink } from '../../shared/OwnDataLink';
import { chooseTheme, theme, type Theme } from '../../shared/theme';
import { Link } from '../router';
import type { User } from '../types';
import { logOut } from '../user';
import { t } from '../words';
import { Wordmark } from './Wordmark';

export function TopBar({ user }: { readonly user: User | null }) {
  return (
    <header class="topbar">
      <Link to="/" class="home">
        <Wordmark />
      </Link>
      {user && <OwnDataLink />}
      {user && <span class="topbar-user soft small">{user.name || user.email}</span>}
      <LanguageSwitch />
      <ThemeSwitch />
      {user && (
        <button type="button" class="button quiet small" onClick={logOut}>
          {t('app.logout')}
        </button>
      )}
    </header>
  );
}

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

function ThemeSwitch() {
  const label = `${t('app.theme')}: ${t(`app.theme.${theme.value}`)}`;
  return (
    <button
      type="button"
      class="button quiet small icon"
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(NEXT[theme.value])}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.4" />
        {theme.value === 'system' && <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4Z" fill="currentColor" />}
        {theme.value === 'light' && <circle cx="8" cy="8" r="2.4" fill="currentColor" />}
        {theme.value === 'dark' && <circle cx="8" cy="8" r="5" fill="currentColor" />}
      </svg>
    </button>
  );
}
