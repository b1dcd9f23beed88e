import { useSignal } from '@preact/signals';
import { knownName } from './key';
import { Lists } from './Lists';
import { agree, goOn, invitation, joining, keepPlace, place, problem } from './store';
import { AskToShare } from './sharing/AskToShare';
import { t } from './words';

/** Who asks for what, and the form with which a person agrees. */
export function Ask() {
  const session = invitation.value?.session;
  return (
    <article class="ask card">
      <header class="ask-head">
        <p class="soft">{t('ask.lead')}</p>
        <h1>{session?.title}</h1>
        <p class="soft">{session?.course}</p>
      </header>
      <p class="ask-what">{t(invitation.value?.capture === 'frames' ? 'ask.what.frames' : 'ask.what')}</p>
      <p class="soft">
        {t(invitation.value?.host_sees_people === false ? 'ask.host_sees_class' : 'ask.host_sees')}
      </p>
      <Lists />
      {place.value ? <GoOn name={place.value.name} /> : <Agree />}
    </article>
  );
}

function Agree() {
  const name = useSignal(knownName.value);
  const shares = useSignal(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const { submitter } = event as SubmitEvent;
    void agree(name.value.trim(), submitter?.getAttribute('value') !== 'without', shares.value);
  };
  const isPlanned = invitation.value?.session.status === 'planned';
  return (
    <form class="ask-form" onSubmit={submit}>
      <div class="field">
        <label for="name">{t('ask.name')}</label>
        <input
          id="name"
          class="input"
          autocomplete="name"
          maxLength={120}
          required
          placeholder={t('ask.placeholder')}
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
      </div>
      {invitation.value?.host_sees_people === false && <AskToShare shares={shares} />}
      {isPlanned && (
        <p class="notice" role="status">
          {t('ask.planned')}
        </p>
      )}
      <div class="buttons">
        <button class="button primary large" type="submit" disabled={joining.value || isPlanned}>
          {t(joining.value ? 'ask.joining' : 'ask.agree')}
        </button>
        <button class="button large" type="submit" value="without" disabled={joining.value || isPlanned}>
          {t('ask.without')}
        </button>
      </div>
      {problem.value && (
        <p class="notice error" role="alert">
          {problem.value}
        </p>
      )}
      <p class="small soft">
        {t('ask.free')} {t('ask.without.help')}
      </p>
    </form>
  );
}

function GoOn({ name }: { readonly name: string }) {
  return (
    <div class="ask-form">
      <p>{t('ask.again', { name })}</p>
      <div class="buttons">
        <button class="button primary large" type="button" onClick={goOn}>
          {t('ask.continue', { name })}
        </button>
        <button class="button quiet large" type="button" onClick={() => keepPlace(null)}>
          {t('ask.someone_else')}
        </button>
      </div>
    </div>
  );
}
