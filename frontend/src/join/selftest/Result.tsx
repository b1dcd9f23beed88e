import { isUnsteady } from '../../shared/calibration';
import { ZoneMap } from '../../shared/ZoneMap';
import { t } from './words';
import { awaited, problem, result } from './result';
import { close, missed, open } from './store';

/** What the looks say about this camera and this person, in the server's sentences. */
export function Result() {
  return (
    <div class="selftest-sheet card">
      <h1 id="selftest-title">{t('test.result')}</h1>
      <div class="selftest-result" aria-live="polite">
        <Sentences />
        {missed.value.map((zone) => (
          <p key={zone} class="notice">
            {t(`test.missed.${zone}`)}
          </p>
        ))}
      </div>
      <div class="buttons">
        <button class="button primary" type="button" onClick={close}>
          {t('test.done')}
        </button>
        <button class="button" type="button" onClick={open}>
          {t('test.again')}
        </button>
        <a class="button quiet" href="/accuracy" target="_blank">
          {t('test.exact')}
        </a>
      </div>
    </div>
  );
}

function Sentences() {
  if (problem.value) {
    return (
      <p class="notice error" role="alert">
        {problem.value}
      </p>
    );
  }
  if (awaited.value) return <p class="soft">{t('test.waiting')}</p>;
  if (!result.value) return <p>{t('test.nothing')}</p>;
  const { sentences, zones } = result.value;
  const unsteady = isUnsteady(result.value);
  return (
    <>
      {unsteady && <p class="notice">{t('test.unsteady')}</p>}
      <ZoneMap zones={zones} words={(zone) => t(`test.zone.${zone}`)} camera={t('test.zone.camera')} />
      <ul class="selftest-sentences">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
