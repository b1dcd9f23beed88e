import { CHECKS, type Checked, isGood, type Verdict } from './checks';
import { t } from './words';

/** One line for each check: good, or what to do. */
export function Checks({ checked }: { readonly checked: Checked }) {
  return (
    <>
      <ul class="checks" aria-label={t('setup.checks')}>
        {CHECKS.map((check) => (
          <li key={check} class={`check ${kind(checked[check])}`}>
            <Mark verdict={checked[check]} />
            <span class="check-name">{t(`check.${check}`)}</span>
            <span class="check-say small soft">{t(`check.${checked[check]}`)}</span>
          </li>
        ))}
      </ul>
      <p class="visually-hidden" role="status">
        {isGood(checked) ? t('setup.all_good') : advice(checked)}
      </p>
    </>
  );
}

const kind = (verdict: Verdict) => (verdict === 'ok' || verdict === 'wait' ? verdict : 'wrong');

/** The first thing to do, so that a screen reader is not told of four at once. */
function advice(checked: Checked): string {
  const wrong = CHECKS.find((check) => kind(checked[check]) === 'wrong');
  return wrong ? t(`check.${checked[wrong]}`) : '';
}

const SHAPES = { ok: 'M4.500 10.500 8.500 14.500 15.500 6', wait: 'M6 10h8', wrong: 'M10 4.500v7M10 15v.6' };

function Mark({ verdict }: { readonly verdict: Verdict }) {
  return (
    <svg class="check-mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d={SHAPES[kind(verdict)]} />
    </svg>
  );
}
