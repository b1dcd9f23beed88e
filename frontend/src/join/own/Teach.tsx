import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Zone } from '../../capture/protocol';
import { nowPlan, seconds } from '../selftest/plan';
import { Run, unseen } from '../selftest/run';
import { snapshot, teach } from '../store';
import { t } from './words';

const ZONES = ['notes', 'second_screen'] as const satisfies readonly Zone[];

/** "I am taking notes now": one look there, without a dialog, and it is known from then on. */
export function Teach({ ready }: { readonly ready: boolean }) {
  const going = useSignal<{ zone: Zone; run: Run } | null>(null);
  const left = useSignal(0);
  const said = useSignal<'done' | 'missed' | null>(null);
  const seen = snapshot.value?.seen;
  useEffect(() => {
    if (seen?.points) going.value?.run.seen();
  }, [seen]);
  useEffect(() => () => going.value?.run.stop(), []);
  useEffect(() => {
    if (!going.value) return;
    const timer = setInterval(() => (left.value = Math.max(0, left.value - 1)), 1000);
    return () => clearInterval(timer);
  }, [going.value]);
  const start = (zone: Zone) => {
    const plan = nowPlan(zone);
    const run = new Run(plan, {
      teach,
      changed: () => undefined,
      finished: () => {
        said.value = unseen(run).length > 0 ? 'missed' : 'done';
        going.value = null;
      },
    });
    [going.value, left.value, said.value] = [{ zone, run }, seconds(plan), null];
    run.start();
  };
  return (
    <section class="own-teach">
      <h3>{t('own.teach')}</h3>
      <div class="buttons">
        {ZONES.map((zone) => (
          <button
            key={zone}
            type="button"
            class={going.value?.zone === zone ? 'button primary number' : 'button'}
            disabled={!ready || (going.value !== null && going.value.zone !== zone)}
            onClick={() => !going.value && start(zone)}
          >
            {going.value?.zone === zone ? t('own.teach.going', { n: left.value }) : t(`own.teach.${zone}`)}
          </button>
        ))}
      </div>
      <p class="small soft" role="status">
        {said.value ? t(`own.teach.${said.value}`) : t('own.teach.help')}
      </p>
    </section>
  );
}
