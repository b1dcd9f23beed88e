import type { Snapshot } from '../capture/capture';
import { retryCamera } from './store';
import { t } from './words';

export const isBroken = ({ camera, phase }: Snapshot): boolean =>
  phase !== 'paused' && !['on', 'opening', 'off'].includes(camera);

/** The way back to a camera that does not work. */
export function CameraProblem({ now }: { readonly now: Snapshot }) {
  if (!isBroken(now)) return null;
  return (
    <div class="buttons">
      <button class="button primary" type="button" onClick={retryCamera}>
        {t('here.retry')}
      </button>
    </div>
  );
}
