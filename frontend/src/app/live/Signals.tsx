import { remove } from '../../shared/api';
import { stopwatch, unixSeconds } from '../../shared/time';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import type { Signals as Given } from '../types';
import type { LiveClass } from './LiveClass';
import { tLive } from './words';

const TAPS = ['lost', 'too_fast', 'too_slow'] as const;

/** Raised hands, the longest first, and how many say that it is too fast, too slow, or that they are lost. */
export function Signals({ live }: { readonly live: LiveClass }) {
  const signals = live.signals.value;
  if (!signals || isQuiet(signals)) return null;
  return (
    <section class="signals" aria-label={tLive('signals.title')}>
      {signals.hands.length > 0 && <Hands live={live} hands={signals.hands} />}
      <ul class="taps" title={tLive('signals.recent')}>
        {TAPS.filter((kind) => signals.counts[kind]).map((kind) => (
          <li key={kind} class="tap">
            {tLive.count(`signals.${kind}`, signals.counts[kind] ?? 0)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export const isQuiet = ({ hands, counts }: Given): boolean =>
  hands.length === 0 && TAPS.every((kind) => !counts[kind]);

function Hands({ live, hands }: { readonly live: LiveClass; readonly hands: Given['hands'] }) {
  const { busy, error, run } = useAction();
  const now = live.now.value;
  const lower = () =>
    run(() => remove(`/api/sessions/${live.session.value?.id}/signals/hands`).then(live.refresh));
  return (
    <div class="hands">
      <p class="hands-head">
        <Hand />
        <strong>{tLive.count('signals.hands', hands.length)}</strong>
        <button type="button" class="button quiet small" disabled={busy} onClick={lower}>
          {tLive('signals.lower')}
        </button>
      </p>
      <ol class="hands-list small">
        {hands.map(({ id, name, at }, i) => (
          <li key={id ?? i}>
            <span class="hands-name">{name ?? tLive('signals.hidden')}</span>
            {now !== null && <span class="faint number">{stopwatch(now - unixSeconds(at))}</span>}
          </li>
        ))}
      </ol>
      <ErrorLine error={error} />
    </div>
  );
}

function Hand() {
  return (
    <svg class="hand" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d="M5 8V3.6a.9.9 0 0 1 1.8 0V7M6.8 7V2.4a.9.9 0 0 1 1.8 0V7m0-.2V3a.9.9 0 0 1 1.8 0v5.2m0-3.4a.9.9 0 0 1 1.8 0V10a4.6 4.6 0 0 1-4.6 4.6c-2 0-3-1-4-2.700L2 9.400a.95.95 0 0 1 1.600-1L5 10"
        fill="none"
        stroke="currentColor"
        stroke-width="1.2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
