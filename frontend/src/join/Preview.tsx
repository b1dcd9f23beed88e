import { useEffect, useRef } from 'preact/hooks';
import { t as pictures } from './pictures/words';
import { place } from './store';
import { t } from './words';

interface PreviewProps {
  readonly track: MediaStreamTrack | null;
  readonly isMeasuring: boolean;
  /** x, y, z in pixels of the camera's picture. */
  readonly points: Float32Array | null;
}

/** The person's own picture, as in a mirror, with the points that are sent. */
export function Preview({ track, isMeasuring, points }: PreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const dots = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  useEffect(() => {
    if (dots.current && video.current) draw(dots.current, video.current, points);
  }, [points]);
  return (
    <figure class={`preview ${track ? (isMeasuring ? 'on' : '') : 'dark'}`}>
      <div class="preview-picture">
        <video ref={video} autoplay muted playsInline aria-label={t('here.dots')} />
        <canvas ref={dots} aria-hidden="true" />
        {!track && <CameraOff />}
      </div>
      <figcaption class="tiny soft">
        {place.value?.pictures ? pictures('pictures.caption') : t('here.dots')}
      </figcaption>
    </figure>
  );
}

function draw(canvas: HTMLCanvasElement, video: HTMLVideoElement, points: Float32Array | null): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  context.fillStyle = 'rgb(255 255 255 / 95%)';
  context.strokeStyle = 'rgb(0 0 0 / 45%)';
  if (points)
    for (let i = 0; i < points.length; i += 3) dot(context, points[i] as number, points[i + 1] as number);
}

function dot(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  context.arc(x, y, context.canvas.width / 320, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

function CameraOff() {
  return (
    <svg class="camera-off" viewBox="0 0 48 48" aria-hidden="true">
      <path d="M6 15.5A3.5 3.5 0 0 1 9.5 12h19a3.5 3.5 0 0 1 3.5 3.5v17a3.5 3.5 0 0 1-3.5 3.5h-19A3.5 3.5 0 0 1 6 32.5ZM32 21l10-6v18l-10-6M7 42 41 6" />
    </svg>
  );
}
