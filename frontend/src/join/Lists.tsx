import { invitation } from './store';
import { t } from './words';

/** What is measured and what is not, in the server's words. */
export function Lists() {
  const asked = invitation.value;
  if (!asked) return null;
  return (
    <div class="lists">
      <section>
        <h2>{t('ask.measured')}</h2>
        <ul class="list yes">{asked.measured.map(item)}</ul>
      </section>
      <section>
        <h2>{t('ask.not_measured')}</h2>
        <ul class="list no">{asked.not_measured.map(item)}</ul>
      </section>
    </div>
  );
}

const item = (sentence: string) => <li key={sentence}>{sentence}</li>;
