import { Head } from '../shared/Head';
import { LanguageSwitch } from '../shared/LanguageSwitch';
import { Ask } from './Ask';
import { Here } from './Here';
import { OwnDataLink } from '../shared/OwnDataLink';
import { remembered } from '../shared/kept';
import { Mine } from './own/Mine';
import { OwnData } from './own/OwnData';
import { Setup } from './setup/Setup';
import {
  code,
  isWithdrawn,
  last,
  load,
  lookAtOwn,
  looksAtOwn,
  place,
  problem,
  refusal,
  snapshot,
  startOver,
  view,
} from './store';
import { t as own } from './own/words';
import { t } from './words';

/** The page of one's own data in all sessions. */
const isMine = location.pathname === '/mine';

export function JoinPage() {
  return (
    <div class="join">
      <header class="join-bar">
        <Head yaw={28} pitch={4} roll={0} size={26} />
        Headway
        {view.value !== 'here' && (
          <nav class="join-links">
            {!isMine && <OwnDataLink />}
            <LanguageSwitch />
          </nav>
        )}
      </header>
      <main class="join-main">{isMine ? <Mine /> : content()}</main>
    </div>
  );
}

function content() {
  const token = ownToken();
  if (looksAtOwn.value && token && view.value !== 'here') return <Afterwards token={token} />;
  switch (view.value) {
    case 'setup':
      return <Setup />;
    case 'ask':
      return <Ask />;
    case 'here':
      return <Here />;
    case 'over':
      return <Over />;
    case 'absent':
      return <Absent />;
    case 'loading':
      return (
        <p class="join-message soft" role="status">
          {t('loading')}
        </p>
      );
  }
}

/** To one's own data of this session: of the place that one has, had, or had at another time in this browser. */
function ownToken(): string | null {
  return (place.value ?? last.value ?? remembered().find((one) => one.code === code))?.own ?? null;
}

function Afterwards({ token }: { readonly token: string }) {
  return (
    <article class="here-own card afterwards">
      <OwnData token={token} back={() => lookAtOwn(false)} />
    </article>
  );
}

function Over() {
  if (isWithdrawn.value) return <Withdrawn />;
  const end = snapshot.value?.end;
  const closed = end?.code === 'session.ended' || end?.code === 'session.closed';
  return (
    <section class="join-message card" role="status">
      <h1>{t(end ? 'ended.title' : 'stopped.title')}</h1>
      {end && <p>{closed ? t('ended.closed') : end.sentence}</p>}
      <p class="soft">{t(end ? 'ended.text' : 'stopped.text')}</p>
      <div class="buttons">
        <ToOwn />
        {!closed && (
          <button class="button" type="button" onClick={startOver}>
            {t('stopped.again')}
          </button>
        )}
      </div>
    </section>
  );
}

function Withdrawn() {
  return (
    <section class="join-message card" role="status">
      <h1>{own('own.withdrawn')}</h1>
      <p>{own('own.withdrawn.text')}</p>
      <p class="soft">{t('stopped.text')}</p>
    </section>
  );
}

function ToOwn() {
  return (
    ownToken() && (
      <button class="button primary" type="button" onClick={() => lookAtOwn(true)}>
        {t('over.mine')}
      </button>
    )
  );
}

function Absent() {
  return (
    <section class="join-message card">
      <h1>{t('absent.title')}</h1>
      <p role="alert">{refusal.value ?? problem.value}</p>
      {!refusal.value && <p class="soft">{t('absent.help')}</p>}
      <div class="buttons">
        <ToOwn />
        <button class="button" type="button" onClick={() => void load()}>
          {t('absent.retry')}
        </button>
      </div>
    </section>
  );
}
