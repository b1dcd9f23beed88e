import { isBroken } from './status';
import { chooseCamera, snapshot } from './store';
import { t } from './words';

/** Which camera, where there are several; where the one in use does not work, each of the others. */
export function CameraChoice() {
  const now = snapshot.value;
  if (!now || now.camera === 'off') return null;
  const broken = isBroken(now);
  const cameras = now.cameras
    .map(({ deviceId, label }, i) => ({ deviceId, label: label || t('here.camera.n', { n: i + 1 }) }))
    .filter(({ deviceId }) => !broken || deviceId !== now.deviceId);
  if (cameras.length < (broken ? 1 : 2)) return null;
  return (
    <label class="field camera-choice">
      <span>{t('here.camera')}</span>
      <select
        class="input"
        value={(!broken && now.deviceId) || ''}
        onChange={(event) => chooseCamera(event.currentTarget.value)}
      >
        {(broken || now.deviceId === null) && (
          <option value="" disabled>
            {t('here.camera.other')}
          </option>
        )}
        {cameras.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
