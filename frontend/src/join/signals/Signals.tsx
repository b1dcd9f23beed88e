import { useEffect } from 'preact/hooks';
import { invitation } from '../store';
import { follow, given, type Kind, KINDS, problem, toggle } from './store';
import { t } from './words';

/** One tap each, for whoever has a camera and whoever has none. */
export function Signals() {
  useEffect(follow, []);
  return (
    <section class="signals" aria-labelledby="signals-title">
      <h2 id="signals-title">{t('signals.title')}</h2>
      <div class="signal-buttons">
        {KINDS.map((kind) => (
          <Tap key={kind} kind={kind} />
        ))}
      </div>
      {problem.value && (
        <p class="notice error small" role="alert">
          {problem.value}
        </p>
      )}
      <p class="small soft">
        {t(invitation.value?.host_sees_people === false ? 'signals.help_class' : 'signals.help')}
      </p>
    </section>
  );
}

function Tap({ kind }: { readonly kind: Kind }) {
  const isGiven = given.value[kind] !== null;
  const undo = t(kind === 'hand' ? 'signals.lower' : 'signals.undo');
  return (
    <button
      type="button"
      class={isGiven ? 'signal given' : 'signal'}
      aria-pressed={isGiven}
      title={isGiven ? undo : undefined}
      onClick={() => void toggle(kind)}
    >
      <Picture kind={kind} />
      {t(kind === 'hand' && isGiven ? 'signals.hand.up' : `signals.${kind}`)}
    </button>
  );
}

const PICTURES: Record<Kind, string> = {
  hand: 'M7 21c-2-2-4-5-4-7l2-1 2 2V6a1.4 1.4 0 0 1 2.8 0v5V4.4a1.4 1.4 0 0 1 2.8 0V11V5.4a1.4 1.4 0 0 1 2.8 0V12V8a1.4 1.4 0 0 1 2.8 0v7c0 3-2 6-4.5 6Z',
  too_fast: 'M4 6l7 6-7 6ZM13 6l7 6-7 6Z',
  too_slow: 'M20 6l-7 6 7 6ZM11 6l-7 6 7 6Z',
  lost: 'M8.5 9a3.6 3.6 0 1 1 5.6 3c-1.400.9-2.1 1.700-2.1 3.200M12 19v.5',
};

function Picture({ kind }: { readonly kind: Kind }) {
  return (
    <svg class={`signal-picture ${kind}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PICTURES[kind]} />
    </svg>
  );
}
