/** The dedicated worker in which pictures become landmarks. No picture leaves it. */
import { Landmarker } from './landmarker';
import type { Frame, FromWorker, ToWorker } from './messages';
import { loadNetworks } from './networks';
import { type Picture, pictureOfFrame, pictureOfImage } from './picture';
import { Tracker } from './tracker';
import { Watch } from './watch';

const TICK_MS = 1000;
/** WebAssembly is compiled better after some runs; the person need not wait for that later. */
const WARM_UPS = 3;

const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

let watch: Watch | null = null;
/** One analysis at a time: the networks share their input arrays. */
let queue: Promise<unknown> = Promise.resolve();

const landmarker = loadNetworks().then(async (networks) => {
  const loaded = new Landmarker(networks);
  for (let run = 0; run < WARM_UPS; run++) await loaded.track(greyPicture(), [64, 64, 96, 96, 0]);
  return loaded;
});
landmarker.then(() => scope.postMessage({ type: 'ready' }), fail);

setInterval(() => scope.postMessage({ type: 'tick' }), TICK_MS);

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'watch':
      return start(data.frames, data.rateHz);
    case 'rate':
      if (watch) watch.rateHz = data.rateHz;
      return;
    case 'unwatch':
      return stop();
    case 'grabbed':
      if (data.frame) watch?.take(data.frame).catch(fail);
      return;
    case 'picture':
      analysePicture(data.id, data.image).catch(fail);
  }
};

function start(frames: ReadableStream<VideoFrame> | null, rateHz: number): void {
  stop();
  const mine = new Watch(rateHz, async (frame, capturedAt) => {
    const seen = await inTurn(async () => (await tracker).see(await pictureOf(frame), capturedAt));
    if (watch === mine) scope.postMessage({ type: 'seen', seen });
  });
  const tracker = landmarker.then((loaded) => new Tracker(loaded));
  watch = mine;
  // Not before the networks are there: a first picture that waits for them would be followed by a gap.
  tracker.then(() => {
    if (watch !== mine) void frames?.cancel();
    else if (frames) mine.read(frames).catch(fail);
    else mine.ask(() => scope.postMessage({ type: 'grab' }));
  }, fail);
}

function stop(): void {
  watch?.stop();
  watch = null;
}

async function analysePicture(id: number, image: Frame): Promise<void> {
  const faces = await inTurn(async () => (await landmarker).find(await pictureOf(image), 1));
  if ('close' in image) image.close();
  scope.postMessage({ type: 'picture', id, faces });
}

function fail(error: unknown): void {
  scope.postMessage({ type: 'failed', message: String(error) });
}

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = queue.then(work);
  queue = turn.catch(() => undefined);
  return turn;
}

const pictureOf = async (frame: Frame): Promise<Picture> =>
  'copyTo' in frame ? pictureOfFrame(frame) : pictureOfImage(frame);

function greyPicture(): Picture {
  const side = 128;
  return pictureOfImage({
    width: side,
    height: side,
    data: new Uint8ClampedArray(side * side * 4).fill(128),
  });
}
