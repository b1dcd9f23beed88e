/** Opening the camera, and naming what can be wrong with it. */

export type CameraProblem = 'denied' | 'none' | 'busy' | 'unplugged' | 'insecure' | 'failed';

export class CameraError extends Error {
  constructor(
    readonly problem: CameraProblem,
    cause?: unknown,
  ) {
    super(`The camera could not be opened: ${problem}`, { cause });
  }
}

export interface CameraDevice {
  deviceId: string;
  /** Empty until the person has once allowed a camera. */
  label: string;
}

const PROBLEM_OF: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Opens this camera, or without `deviceId` the one that the browser takes to be right. */
export async function openCamera(deviceId: string | null = null): Promise<MediaStreamTrack> {
  // Browsers hide the camera from pages that did not come over https (or from this very computer).
  if (!navigator.mediaDevices) throw new CameraError('insecure');
  const which = deviceId === null ? { facingMode: 'user' } : { deviceId: { exact: deviceId } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, ...which },
    });
    return stream.getVideoTracks()[0] as MediaStreamTrack;
  } catch (error) {
    const problem = error instanceof Error ? (PROBLEM_OF[error.name] ?? 'failed') : 'failed';
    // A camera that was chosen is known: it is only not there now.
    throw new CameraError(problem === 'none' && deviceId !== null ? 'unplugged' : problem, error);
  }
}

export async function listCameras(): Promise<CameraDevice[]> {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId)
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/** The browser's permission for the camera, with its changes; null where the browser does not tell. */
export async function cameraPermission(): Promise<PermissionStatus | null> {
  try {
    return (await navigator.permissions?.query({ name: 'camera' as PermissionName })) ?? null;
  } catch (error) {
    // Not every browser knows the name.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
