import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError, get } from '../../shared/api';
import { dayAndTime, unixSeconds } from '../../shared/time';
import type { OwnSession } from './history';
import { type Kept, remembered } from '../../shared/kept';
import { OwnData } from './OwnData';
import { t } from './words';

interface Participation {
  readonly name: string;
  readonly joined_at: string;
  readonly session: OwnSession;
  readonly own_token: string;
}

/** All sessions of which this browser or this account has one's own data. */
export function Mine() {
  const open = useSignal<string | null>(null);
  const account = useSignal<readonly Kept[] | null>([]);
  useEffect(() => void ofAccount().then((found) => (account.value = found)), []);
  if (open.value) {
    return (
      <article class="here-own card afterwards">
        <OwnData token={open.value} back={() => (open.value = null)} />
      </article>
    );
  }
  const sessions = together(remembered(), account.value ?? []);
  return (
    <section class="mine card">
      <h1>{t('mine.title')}</h1>
      <p class="soft">{t('mine.help')}</p>
      {sessions.length === 0 && <p>{t('mine.none')}</p>}
      <ul class="mine-list">
        {sessions.map((one) => (
          <li key={one.own}>
            <button class="mine-session" type="button" onClick={() => (open.value = one.own)}>
              <span>
                <strong>{one.title}</strong> <span class="soft">{one.course}</span>
              </span>
              <span class="small soft number">
                {one.name} · {dayAndTime(one.at)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {account.value === null && (
        <p class="small">
          <a href="/login?next=/mine">{t('mine.login')}</a>
        </p>
      )}
    </section>
  );
}

/** null: nobody is logged in. */
async function ofAccount(): Promise<Kept[] | null> {
  try {
    return (await get<Participation[]>('/api/me/participations')).map(kept);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return null;
  }
}

const kept = ({ name, joined_at, session, own_token }: Participation): Kept => ({
  code: session.code,
  title: session.title,
  course: session.course,
  name,
  at: unixSeconds(joined_at),
  own: own_token,
});

/** Each once, newest first. */
function together(one: readonly Kept[], other: readonly Kept[]): Kept[] {
  const byToken = new Map([...other, ...one].map((kept) => [kept.own, kept]));
  return [...byToken.values()].sort((a, b) => b.at - a.at);
}
