import { t } from './words';

const STEPS = [1, 2, 3] as const;

/** From nothing to a live session: where one is. */
export function Steps({ now }: { readonly now: 1 | 2 | 3 }) {
  return (
    <ol class="hour-steps">
      {STEPS.map((step) => (
        <li
          key={step}
          class={step < now ? 'hour-step done' : 'hour-step'}
          aria-current={step === now ? 'step' : undefined}
        >
          <span class="step-number number" aria-hidden="true">
            {step < now ? '✓' : step}
          </span>
          <span>
            {t(`first.${step}`)}
            {step < now && <span class="visually-hidden"> ({t('first.done')})</span>}
            {step === now && <span class="visually-hidden"> ({t('first.now')})</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
