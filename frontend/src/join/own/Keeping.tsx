import { useSignal } from '@preact/signals';
import { ApiError, deleteAs } from '../../shared/api';
import { dayAndTime } from '../../shared/time';
import { Sharing } from '../sharing/Sharing';
import { leaveForGood, snapshot } from '../store';
import type { OwnHistory } from './history';
import { forget, remembered } from '../../shared/kept';
import { t } from './words';

/** Until when it is kept, who can see it, and how to have it forgotten or deleted. */
export function Keeping({ token, data }: { readonly token: string; readonly data: OwnHistory }) {
  const { kept } = data;
  return (
    <section class="own-keeping">
      <p class="small soft">
        {kept.history_until && kept.observations_until
          ? t('own.kept.closed', {
              history: dayAndTime(kept.history_until),
              observations: dayAndTime(kept.observations_until),
            })
          : t('own.kept.open', { history: kept.history_days, observations: kept.observations_days })}{' '}
        {t(kept.host_sees_people ? 'own.sees.people' : 'own.sees.class')}
      </p>
      <Sharing token={token} />
      <Forget token={token} />
      <Withdraw token={token} />
    </section>
  );
}

function Forget({ token }: { readonly token: string }) {
  const isKept = useSignal(remembered().some(({ own }) => own === token));
  if (!isKept.value) return null;
  return (
    <p class="small soft">
      {t('own.browser')}{' '}
      <button
        class="link-button"
        type="button"
        onClick={() => {
          forget(token);
          isKept.value = false;
        }}
      >
        {t('own.forget')}
      </button>
    </p>
  );
}

function Withdraw({ token }: { readonly token: string }) {
  const asks = useSignal(false);
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const isDone = useSignal(false);
  const withdraw = async () => {
    busy.value = true;
    try {
      await deleteAs(token, '/api/me/data');
      forget(token);
      isDone.value = true;
      if (snapshot.value) leaveForGood();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      problem.value = error.message;
    }
    busy.value = false;
  };
  if (isDone.value) {
    return (
      <p class="notice" role="status">
        {t('own.withdrawn')}. {t('own.withdrawn.text')}
      </p>
    );
  }
  if (!asks.value) {
    return (
      <button class="button stop" type="button" onClick={() => (asks.value = true)}>
        {t('own.withdraw')}
      </button>
    );
  }
  return (
    <div class="own-withdraw" role="group" aria-label={t('own.withdraw')}>
      <p>{t('own.withdraw.what')}</p>
      {problem.value && (
        <p class="notice error" role="alert">
          {problem.value}
        </p>
      )}
      <div class="buttons">
        <button class="button stop" type="button" disabled={busy.value} onClick={() => void withdraw()}>
          {t('own.withdraw.yes')}
        </button>
        <button class="button" type="button" autofocus onClick={() => (asks.value = false)}>
          {t('own.withdraw.no')}
        </button>
      </div>
    </div>
  );
}
