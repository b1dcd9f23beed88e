import { chooseLanguage, nameOf, otherLanguage } from './language';

export function LanguageSwitch() {
  return (
    <button
      type="button"
      class="button quiet small"
      lang={otherLanguage}
      data-language={otherLanguage}
      onClick={() => chooseLanguage(otherLanguage)}
    >
      {nameOf(otherLanguage)}
    </button>
  );
}
