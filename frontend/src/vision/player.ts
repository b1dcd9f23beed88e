import type { Frame } from './messages';

/** Plays a camera in a video that is in no page, so that pictures can be taken of it in any browser. */
export class Player {
  private readonly video = document.createElement('video');
  private canvas: HTMLCanvasElement | null = null;

  constructor(track: MediaStreamTrack) {
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.srcObject = new MediaStream([track]);
    // Not `autoplay`: that waits until a video is seen.
    this.video.play().catch(unlessEnded);
  }

  grab(): Frame | null {
    if (this.video.readyState < this.video.HAVE_CURRENT_DATA) return null;
    return 'VideoFrame' in globalThis ? new VideoFrame(this.video) : this.paint();
  }

  end(): void {
    this.video.srcObject = null;
  }

  private paint(): ImageData | null {
    const canvas = (this.canvas ??= document.createElement('canvas'));
    [canvas.width, canvas.height] = [this.video.videoWidth, this.video.videoHeight];
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.drawImage(this.video, 0, 0);
    return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
  }
}

/** Whoever turns the camera off before the video has begun interrupts it. */
function unlessEnded(error: DOMException): void {
  if (error.name !== 'AbortError') throw error;
}
