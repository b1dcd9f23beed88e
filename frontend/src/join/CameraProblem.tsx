import type { Snapshot } from '../capture/capture';
import { CameraChoice } from './CameraChoice';
import { isBroken } from './status';
import { retryCamera } from './store';
import { t } from './words';

/** The ways back to a camera: this one again, or another. */
export function CameraProblem({ now }: { readonly now: Snapshot }) {
  if (!isBroken(now)) return null;
  return (
    <div class="camera-problem">
      <button class="button primary" type="button" onClick={retryCamera}>
        {t('here.retry')}
      </button>
      <CameraChoice />
    </div>
  );
}
