import type { Shot } from '../capture/protocol';
import type { Frame } from './messages';

const LONGEST_SIDE = 640;
const QUALITY = 0.85;

/** A camera's picture as a JPEG that is small enough to be sent twice a second; the frame stays the caller's to close. */
export async function shotOf(frame: Frame, capturedAt: number): Promise<Shot> {
  const source = 'close' in frame ? frame : await createImageBitmap(frame);
  const [width, height] =
    'displayWidth' in source ? [source.displayWidth, source.displayHeight] : [source.width, source.height];
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no 2d canvas in workers');
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const file = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return { capturedAt, picture: new Uint8Array(await file.arrayBuffer()) };
}
