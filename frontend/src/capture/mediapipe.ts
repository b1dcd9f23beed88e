/** One landmark as MediaPipe gives it: in shares of the picture, z in the scale of x. */
export interface Normalized {
  x: number;
  y: number;
  z: number;
}

/** MediaPipe's face landmarks (478 or 468) as `giveLandmarks` wants them: pixels, one number after the other. */
export function fromMediaPipe(landmarks: readonly Normalized[], width: number, height: number): Float32Array {
  return Float32Array.from(landmarks.flatMap(({ x, y, z }) => [x * width, y * height, z * width]));
}
