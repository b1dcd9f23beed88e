import { useSignal } from '@preact/signals';
import { key, knownName } from './key';
import { Lists } from './Lists';
import { t as pictures } from './pictures/words';
import { AskToShare } from './sharing/AskToShare';
import type { Kept } from '../shared/kept';
import {
  agree,
  comeBack,
  goOn,
  invitation,
  joinAsSomebodyElse,
  joining,
  known,
  place,
  problem,
} from './store';
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
      <p class="ask-what">
        {invitation.value?.capture === 'frames' ? pictures('pictures.lead') : t('ask.what')}
      </p>
      <p class="soft">
        {t(invitation.value?.host_sees_people === false ? 'ask.host_sees_class' : 'ask.host_sees')}
      </p>
      <Lists />
      <Form />
    </article>
  );
}

function Form() {
  if (place.value) return <GoOn name={place.value.name} />;
  // A personal link says who comes, whoever sat here before.
  return known.value && !key.value ? <ComeBack kept={known.value} /> : <Agree />;
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
      <Problem />
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
        <button class="button quiet large" type="button" onClick={joinAsSomebodyElse}>
          {t('ask.someone_else')}
        </button>
      </div>
    </div>
  );
}

/** In this tab there is no place to go on from; whether the camera is to be on is asked again. */
function ComeBack({ kept }: { readonly kept: Kept }) {
  const { name } = kept;
  return (
    <div class="ask-form">
      <p>{t('ask.again', { name })}</p>
      <div class="buttons">
        <button
          class="button primary large"
          type="button"
          disabled={joining.value}
          onClick={() => void comeBack(kept, true)}
        >
          {t('ask.continue', { name })}
        </button>
        <button
          class="button large"
          type="button"
          disabled={joining.value}
          onClick={() => void comeBack(kept, false)}
        >
          {t('here.without')}
        </button>
        <button class="button quiet large" type="button" onClick={joinAsSomebodyElse}>
          {t('ask.someone_else')}
        </button>
      </div>
      <Problem />
    </div>
  );
}

function Problem() {
  return (
    problem.value && (
      <p class="notice error" role="alert">
        {problem.value}
      </p>
    )
  );
}
