import { Head } from '../shared/Head';
import { LanguageSwitch } from '../shared/LanguageSwitch';
import { Ask } from './Ask';
import { Here } from './Here';
import { load, problem, refusal, snapshot, startOver, view } from './store';
import { t } from './words';

export function JoinPage() {
  return (
    <div class="join">
      <header class="join-bar">
        <Head yaw={28} pitch={4} roll={0} size={26} />
        Headway
        {view.value !== 'here' && <LanguageSwitch />}
      </header>
      <main class="join-main">{content()}</main>
    </div>
  );
}

function content() {
  switch (view.value) {
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

function Over() {
  const end = snapshot.value?.end;
  const closed = end?.code === 'session.ended' || end?.code === 'session.closed';
  return (
    <section class="join-message card" role="status">
      <h1>{t(end ? 'ended.title' : 'stopped.title')}</h1>
      {end && <p>{closed ? t('ended.closed') : end.sentence}</p>}
      <p class="soft">{t(end ? 'ended.text' : 'stopped.text')}</p>
      {!closed && (
        <button class="button" type="button" onClick={startOver}>
          {t('stopped.again')}
        </button>
      )}
    </section>
  );
}

function Absent() {
  return (
    <section class="join-message card">
      <h1>{t('absent.title')}</h1>
      <p role="alert">{refusal.value ?? problem.value}</p>
      {!refusal.value && (
        <>
          <p class="soft">{t('absent.help')}</p>
          <button class="button" type="button" onClick={() => void load()}>
            {t('absent.retry')}
          </button>
        </>
      )}
    </section>
  );
}
