import { chooseCamera, snapshot } from './store';
import { t } from './words';

/** Which camera, where there are several. */
export function CameraChoice() {
  const now = snapshot.value;
  if (!now || now.cameras.length < 2 || now.camera === 'off') return null;
  return (
    <label class="field camera-choice">
      <span>{t('here.camera')}</span>
      <select
        class="input"
        value={now.deviceId ?? ''}
        onChange={(event) => chooseCamera(event.currentTarget.value)}
      >
        {now.deviceId === null && <option value="" />}
        {now.cameras.map(({ deviceId, label }, i) => (
          <option key={deviceId} value={deviceId}>
            {label || t('here.camera.n', { n: i + 1 })}
          </option>
        ))}
      </select>
    </label>
  );
}
