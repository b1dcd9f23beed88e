import { language } from './words';

/** Their names are in themselves: who looks for one need not read the other. */
const NAMES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof NAMES;

/** The cookie that Django's LocaleMiddleware reads before it asks the browser. */
export const LANGUAGE_COOKIE = 'django_language';
const YEAR_S = 365 * 24 * 3600;

export const otherLanguage: Language = language === 'de' ? 'en' : 'de';
export const nameOf = (which: Language): string => NAMES[which];

/** The server writes the page again, with its own sentences in that language too. */
export function chooseLanguage(which: Language): void {
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `${LANGUAGE_COOKIE}=${which}; path=/; max-age=${YEAR_S}; samesite=lax${secure}`;
  location.reload();
}
