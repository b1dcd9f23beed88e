import { useRef } from 'preact/hooks';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import { Wordmark } from '../parts/Wordmark';
import { logIn } from '../user';
import { t } from '../words';
import { Head } from '../../shared/Head';
import { LanguageSwitch } from '../../shared/LanguageSwitch';
import { address } from '../router';

/** A row of heads, most of them to the screen: what the product sees, and all that it sees. */
const HEADS: readonly (readonly [number, number, number])[] = [
  [-6, 2, 0],
  [12, -4, 3],
  [0, 4, -2],
  [38, 2, 4],
  [-14, -22, -3],
];

export function LoginPage() {
  const form = useRef<HTMLFormElement>(null);
  const { busy, error, run } = useAction();
  const submit = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(form.current ?? undefined);
    void run(() => logIn(String(fields.get('email')), String(fields.get('password'))));
  };
  return (
    <main class="login">
      <Wordmark />
      <div class="login-heads">
        {HEADS.map(([yaw, pitch, roll]) => (
          <Head key={yaw} yaw={yaw} pitch={pitch} roll={roll} size={52} />
        ))}
      </div>
      <p class="soft login-lead">{t('login.lead')}</p>
      <form ref={form} class="card login-form" onSubmit={submit}>
        <h1>{t('login.title')}</h1>
        {elsewhere() && <p class="soft small">{t('login.again')}</p>}
        <label class="field">
          <span>{t('login.email')}</span>
          <input class="input" name="email" type="email" autocomplete="username" required autofocus />
        </label>
        <label class="field">
          <span>{t('login.password')}</span>
          <input class="input" name="password" type="password" autocomplete="current-password" required />
        </label>
        <ErrorLine error={error} />
        <button type="submit" class="button primary" disabled={busy}>
          {t('login.submit')}
        </button>
      </form>
      <LanguageSwitch />
    </main>
  );
}

/** Whoever followed a link, or was logged out in the middle, stays at the address and sees its page afterwards. */
const elsewhere = () => !['/', '/login'].includes(address.value);
