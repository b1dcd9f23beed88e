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

const PROBLEM_OF: Record<string, CameraProblem> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

export async function openCamera(): Promise<MediaStreamTrack> {
  // Browsers hide the camera from pages that did not come over https (or from this very computer).
  if (!navigator.mediaDevices) throw new CameraError('insecure');
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, facingMode: 'user' },
    });
    return stream.getVideoTracks()[0] as MediaStreamTrack;
  } catch (error) {
    throw new CameraError(error instanceof Error ? (PROBLEM_OF[error.name] ?? 'failed') : 'failed', error);
  }
}
