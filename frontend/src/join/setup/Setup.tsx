import { useEffect, useRef } from 'preact/hooks';
import { CameraChoice } from '../CameraChoice';
import { CameraProblem } from '../CameraProblem';
import { Preview } from '../Preview';
import { placesPlan, SCREEN_PLAN, seconds } from '../selftest/plan';
import { OtherPlaces, SelfTest } from '../selftest/SelfTest';
import { others } from '../selftest/store';
import { t as tested } from '../selftest/words';
import { isBroken, status } from '../status';
import { snapshot, turnCamera } from '../store';
import { t as said } from '../words';
import { Checks } from './Checks';
import { checksOf } from './checks';
import { finish, next, showPlaces, showScreen, step, STEPS, unseen } from './store';
import { t } from './words';

/** The twenty seconds before anything counts. Each step can be skipped. */
export function Setup() {
  return (
    <article class="setup card">
      {step.value === 'camera' && <CameraStep />}
      {step.value === 'screen' && <ScreenStep />}
      {step.value === 'places' && <PlacesStep />}
      <SelfTest />
    </article>
  );
}

function Title({ text, help }: { readonly text: string; readonly help: string }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const n = STEPS.indexOf(step.value) + 1;
  return (
    <header class="setup-head">
      <p class="small soft number">{t('setup.step', { n, all: STEPS.length })}</p>
      <h1 ref={title} tabIndex={-1}>
        {text}
      </h1>
      <p class="soft">{help}</p>
    </header>
  );
}

function CameraStep() {
  const now = snapshot.value;
  if (!now) return null;
  const { tone, title, help } = status(now);
  // Without a camera there is nothing to check or to show.
  const broken = isBroken(now);
  return (
    <>
      <Preview track={now.track} isMeasuring={tone === 'on'} points={now.seen?.points ?? null} />
      <div class="setup-side">
        <Title text={t('setup.camera')} help={t('setup.camera.help')} />
        {!broken && <CameraChoice />}
        {tone === 'wrong' ? (
          <div class="notice" role="alert">
            <strong>{title}</strong>
            <p>{help}</p>
          </div>
        ) : (
          <Checks checked={checksOf(now.seen)} />
        )}
        <CameraProblem now={now} />
        <Foot>
          {!broken && (
            <button class="button primary large" type="button" onClick={next}>
              {t('setup.next')}
            </button>
          )}
          <button class="button quiet large" type="button" onClick={finish}>
            {t('setup.skip_all')}
          </button>
          <button class={broken ? 'button large' : 'button quiet large'} type="button" onClick={leaveCamera}>
            {said('here.without')}
          </button>
        </Foot>
      </div>
    </>
  );
}

function leaveCamera(): void {
  turnCamera(false);
  finish();
}

function ScreenStep() {
  return (
    <div class="setup-side alone">
      <Title text={t('setup.screen')} help={t('setup.screen.help')} />
      <Missed />
      <Foot>
        <button class="button primary large" type="button" onClick={showScreen}>
          {unseen.value?.length ? t('setup.again') : t('setup.screen.begin', { n: seconds(SCREEN_PLAN) })}
        </button>
        <button class="button quiet large" type="button" onClick={next}>
          {t('setup.skip')}
        </button>
      </Foot>
    </div>
  );
}

function PlacesStep() {
  const chosen = others.value.length > 0;
  return (
    <div class="setup-side alone">
      <Title text={t('setup.places')} help={t('setup.places.help')} />
      <OtherPlaces />
      <Missed />
      <Foot>
        {chosen && (
          <button class="button primary large" type="button" onClick={showPlaces}>
            {unseen.value?.length
              ? t('setup.again')
              : t('setup.places.begin', { n: seconds(placesPlan(others.value)) })}
          </button>
        )}
        <button class={`button large ${chosen ? 'quiet' : 'primary'}`} type="button" onClick={finish}>
          {t(chosen ? 'setup.skip' : 'setup.places.none')}
        </button>
      </Foot>
    </div>
  );
}

function Missed() {
  return (
    <>
      {unseen.value?.map((zone) => (
        <p key={zone} class="notice" role="alert">
          {tested(`test.missed.${zone}`)}
        </p>
      ))}
    </>
  );
}

function Foot({ children }: { readonly children: preact.ComponentChildren }) {
  return (
    <footer class="setup-foot">
      <div class="buttons">{children}</div>
      <p class="small soft">{t('setup.uncounted')}</p>
    </footer>
  );
}
