import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveClass } from './LiveClass';
import { tLive } from './words';

const BACK_SHOWN_MS = 4000;

/** Says that the numbers stand still and why, and for a moment that they move again. It floats: nothing jumps. */
export function ConnectionNotice({ live }: { readonly live: LiveClass }) {
  const back = useSignal(false);
  const wasAway = useRef(false);
  const trouble = troubleOf(live);
  useEffect(() => {
    back.value = trouble === null && wasAway.current;
    wasAway.current = trouble !== null;
    if (!back.value) return;
    const timer = setTimeout(() => (back.value = false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [trouble === null]);
  return (
    <div class="connection-notice" role="status">
      {trouble && <p class="notice small">{trouble}</p>}
      {!trouble && back.value && <p class="notice good small">{tLive('connection.back')}</p>}
    </div>
  );
}

function troubleOf(live: LiveClass): string | null {
  const connection = live.connection.value;
  if (live.session.value?.status === 'closed') return null;
  if (connection === 'offline' || connection === 'reconnecting') return tLive(`connection.${connection}`);
  if (typeof connection === 'object') return tLive('connection.refused', { sentence: connection.refused });
  return live.error.value ? tLive('connection.stale') : null;
}
