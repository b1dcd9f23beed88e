import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Zone } from '../../capture/protocol';
import { t } from './words';
import { lookPlan, seconds } from './plan';
import { Result } from './Result';
import { begin, close, moment, others, run, stage, withSound } from './store';
import { STATE_OF, Target } from './Target';

/** The self-test in a dialog that fills the window, so that its dot is in the middle. */
export function SelfTest() {
  return stage.value && <Dialog />;
}

function Dialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="selftest" aria-labelledby="selftest-title" onClose={close}>
      {content()}
    </dialog>
  );
}

function content(): ComponentChildren {
  switch (stage.value) {
    case 'looking':
      return <Looking />;
    case 'result':
      return <Result />;
    case 'interrupted':
      return <Interrupted />;
    default:
      return <Choose />;
  }
}

const OTHERS: readonly Exclude<Zone, 'screen'>[] = ['second_screen', 'notes'];

/** What will happen, and the question which zones this person has. */
function Choose() {
  return (
    <form class="selftest-sheet card" onSubmit={begun}>
      <h1 id="selftest-title">{t('test.title')}</h1>
      <p>{t('test.what')}</p>
      <OtherPlaces />
      <p class="soft small">{t('test.privacy')}</p>
      <div class="selftest-foot">
        <label class="choice small">
          <input
            type="checkbox"
            checked={withSound.value}
            onChange={(event) => (withSound.value = event.currentTarget.checked)}
          />
          {t('test.sound')}
        </label>
        <div class="buttons">
          <button class="button primary large" type="submit" autofocus>
            {t('test.begin', { n: seconds(lookPlan(others.value)) })}
          </button>
          <button class="button quiet large" type="button" onClick={close}>
            {t('test.skip')}
          </button>
        </div>
      </div>
    </form>
  );
}

/** The question which zones a person has beside the screen. */
export function OtherPlaces() {
  return (
    <fieldset class="selftest-choices">
      <legend>{t('test.which')}</legend>
      {OTHERS.map((zone) => (
        <label key={zone} class="choice">
          <input type="checkbox" checked={others.value.includes(zone)} onChange={() => toggle(zone)} />
          <span>
            {t(`test.has.${zone}`)}
            <span class="small soft">{t(`test.has.${zone}.help`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function begun(event: Event): void {
  event.preventDefault();
  begin();
}

function toggle(zone: Zone): void {
  const chosen = new Set(others.value);
  if (!chosen.delete(zone)) chosen.add(zone);
  others.value = OTHERS.filter((other) => chosen.has(other));
}

function Looking() {
  const { look: index, part } = moment.value;
  const looks = run.value?.looks ?? [];
  const look = looks[index];
  if (!look) return null;
  const colour = part === 'hold' && look.at !== 'screen' ? STATE_OF[look.at].replace('_', '-') : '';
  return (
    <div class={`selftest-stage ${colour}`}>
      <div class="selftest-say" aria-live="assertive">
        <h1 id="selftest-title">{t(`test.look.${look.at}`)}</h1>
        <p class="soft">
          {t(index > 0 || look.at !== 'screen' ? `test.help.${look.at}` : 'test.help.first')}
        </p>
      </div>
      <Target key={`${index} ${part}`} look={look} part={part} />
      <div class="selftest-end">
        <p class="soft small number">{t('test.progress', { n: index + 1, all: looks.length })}</p>
        <button class="button" type="button" onClick={close}>
          {t('test.stop')}
        </button>
      </div>
    </div>
  );
}

function Interrupted() {
  return (
    <div class="selftest-sheet card">
      <h1 id="selftest-title">{t('test.interrupted')}</h1>
      <p role="alert">{t('test.interrupted.help')}</p>
      <div class="buttons">
        <button class="button" type="button" onClick={close}>
          {t('test.close')}
        </button>
      </div>
    </div>
  );
}
