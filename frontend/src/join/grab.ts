/** Takes pictures from a video element, for browsers that cannot hand the camera's frames to a worker. */
export function grabFrom(id: string): () => VideoFrame | ImageData | null {
  const canvas = document.createElement('canvas');
  return () => {
    const video = document.getElementById(id);
    if (!(video instanceof HTMLVideoElement) || video.readyState < video.HAVE_CURRENT_DATA) return null;
    return 'VideoFrame' in window ? new VideoFrame(video) : paint(canvas, video);
  };
}

function paint(canvas: HTMLCanvasElement, video: HTMLVideoElement): ImageData | null {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0);
  return context?.getImageData(0, 0, canvas.width, canvas.height) ?? null;
}
