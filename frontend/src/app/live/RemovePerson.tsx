import { useState } from 'preact/hooks';
import { remove } from '../../shared/api';
import { Confirm } from '../parts/Confirm';
import { tLive } from './words';

interface RemovePersonProps {
  readonly id: number;
  readonly name: string;
  readonly removed: () => void;
}

/** Takes somebody out of the session, after asking. */
export function RemovePerson({ id, name, removed }: RemovePersonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button quiet small"
        aria-label={tLive('remove.label', { name })}
        onClick={() => setAsking(true)}
      >
        {tLive('remove.open')}
      </button>
      {asking && (
        <Confirm
          title={tLive('remove.title', { name })}
          text={tLive('remove.text')}
          yes={tLive('remove.open')}
          no={tLive('remove.keep')}
          act={() => remove(`/api/participants/${id}`).then(removed)}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}
