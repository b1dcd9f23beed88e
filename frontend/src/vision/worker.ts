/** The dedicated worker in which pictures become landmarks. No picture leaves it, unless the client is one that sends pictures. */
import type { Landmarker } from './landmarker';
import type { Frame, FromWorker, Measure, ToWorker } from './messages';
import { type Picture, pictureOfFrame, pictureOfImage } from './picture';
import { shotOf } from './shot';
import { Tracker } from './tracker';
import { Watch } from './watch';

const TICK_MS = 1000;
/** WebAssembly is compiled better after some runs; the person need not wait for that later. */
const WARM_UPS = 3;

const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: (event: MessageEvent<ToWorker>) => void;
};

/** What is made of one picture. */
type Look = (frame: Frame, capturedAt: number, took: () => number) => Promise<FromWorker>;

let measure: Measure = 'nothing';
let landmarker: Promise<Landmarker>;
let watch: Watch | null = null;
/** One analysis at a time: the networks share their input arrays. */
let queue: Promise<unknown> = Promise.resolve();

setInterval(() => scope.postMessage({ type: 'tick' }), TICK_MS);

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case 'begin':
      return begin(data.measure);
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

function begin(what: Measure): void {
  measure = what;
  if (measure === 'landmarks') landmarker = load();
  const ready: Promise<unknown> = measure === 'landmarks' ? landmarker : Promise.resolve();
  ready.then(() => scope.postMessage({ type: 'ready' }), fail);
}

/** Who sends pictures needs no networks, and does not load them. */
async function load(): Promise<Landmarker> {
  const { loadLandmarker } = await import('./loading');
  const loaded = await loadLandmarker();
  for (let run = 0; run < WARM_UPS; run++) await loaded.track(greyPicture(), [64, 64, 96, 96, 0]);
  return loaded;
}

function start(frames: ReadableStream<VideoFrame> | null, rateHz: number): void {
  stop();
  const looking = measure === 'landmarks' ? landmarker.then(trackingLook) : Promise.resolve(shootingLook);
  const mine = new Watch(rateHz, async (frame, capturedAt) => {
    const look = await looking;
    const message = await inTurn(() => look(frame, capturedAt, stopwatch()));
    if (watch === mine) scope.postMessage(message);
  });
  watch = mine;
  // Not before the networks are there: a first picture that waits for them would be followed by a gap.
  looking.then(() => {
    if (watch !== mine) void frames?.cancel();
    else if (frames) mine.read(frames).catch(fail);
    else mine.ask(() => scope.postMessage({ type: 'grab' }));
  }, fail);
}

function trackingLook(loaded: Landmarker): Look {
  const tracker = new Tracker(loaded);
  return async (frame, capturedAt, took) => {
    const seen = await tracker.see(await pictureOf(frame), capturedAt);
    return { type: 'seen', seen, ms: took() };
  };
}

const shootingLook: Look = async (frame, capturedAt, took) => {
  const shot = await shotOf(frame, capturedAt);
  return { type: 'shot', shot, ms: took() };
};

function stopwatch(): () => number {
  const from = performance.now();
  return () => performance.now() - from;
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
