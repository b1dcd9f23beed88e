import { useSignal } from '@preact/signals';
import { post, remove } from '../../shared/api';
import { Confirm } from '../parts/Confirm';
import { ErrorLine } from '../parts/Feedback';
import { useAction } from '../parts/useAction';
import type { Break, Marker, Session } from '../types';
import { t } from '../words';
import { MarkerForm } from './MarkerForm';
import { tLive } from './words';

interface HostActionsProps {
  readonly session: Session;
  readonly markers: readonly Marker[];
  readonly pause: Break | null;
  readonly changed: () => void;
}

/** What a host does with a session: open it, lock it, mark a moment, take a break, close it. */
export function HostActions({ session, markers, pause, changed }: HostActionsProps) {
  const { busy, error, run } = useAction();
  const marking = useSignal(false);
  const closing = useSignal(false);
  const place = `/api/sessions/${session.id}`;
  const act = (work: () => Promise<unknown>) => run(() => work().then(changed));
  if (session.status === 'planned') {
    return (
      <div class="host-actions" role="group" aria-label={tLive('host.actions')}>
        <Lock session={session} busy={busy} act={act} />
        <button
          type="button"
          class="button primary"
          disabled={busy}
          onClick={() => act(() => post(`${place}/open`))}
        >
          {t('session.open')}
        </button>
        <ErrorLine error={error} />
      </div>
    );
  }
  if (session.status !== 'open' || session.measuring !== null) return null;
  return (
    <div class="host-actions" role="group" aria-label={tLive('host.actions')}>
      <Lock session={session} busy={busy} act={act} />
      <button
        type="button"
        class="button"
        aria-expanded={marking.value}
        onClick={() => (marking.value = !marking.value)}
      >
        {tLive('marker.add')}
      </button>
      {session.clock === 'live' && (
        <button
          type="button"
          class={pause ? 'button primary' : 'button'}
          title={pause ? undefined : tLive('host.break.title')}
          disabled={busy}
          onClick={() => act(() => post(`${place}/${pause ? 'resume' : 'breaks'}`))}
        >
          {tLive(pause ? 'host.resume' : 'host.break')}
        </button>
      )}
      <button type="button" class="button" disabled={busy} onClick={() => (closing.value = true)}>
        {tLive('host.close')}
      </button>
      {marking.value && (
        <MarkerForm
          session={session}
          markers={markers}
          added={changed}
          close={() => (marking.value = false)}
        />
      )}
      <ErrorLine error={error} />
      {closing.value && (
        <Confirm
          title={tLive('host.close.title')}
          text={tLive('host.close.text')}
          yes={tLive('host.close')}
          no={tLive('host.close.keep')}
          act={() => post(`${place}/close`).then(changed)}
          close={() => (closing.value = false)}
        />
      )}
    </div>
  );
}

interface LockProps {
  readonly session: Session;
  readonly busy: boolean;
  readonly act: (work: () => Promise<unknown>) => void;
}

function Lock({ session, busy, act }: LockProps) {
  if (session.clock !== 'live') return null;
  const place = `/api/sessions/${session.id}/lock`;
  const next = session.locked ? 'unlock' : 'lock';
  return (
    <button
      type="button"
      class="button"
      title={tLive(`host.${next}.title`)}
      disabled={busy}
      onClick={() => act(() => (session.locked ? remove(place) : post(place)))}
    >
      <Padlock open={!session.locked} />
      {tLive(`host.${next}`)}
    </button>
  );
}

export function Padlock({ open }: { readonly open: boolean }) {
  return (
    <svg class="padlock" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <rect x="3" y="7" width="10" height="7" rx="1.6" fill="currentColor" />
      <path
        d={open ? 'M5.2 7V4.8a2.8 2.8 0 0 1 5.4-1' : 'M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7'}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
      />
    </svg>
  );
}
