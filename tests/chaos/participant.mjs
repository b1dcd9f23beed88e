// A participant of the built capture SDK, in Node: `node participant.mjs SDK`, its orders on stdin as JSON.
// It tells what happens as lines of JSON, sends landmarks until it reads "finish", and ends when all is acknowledged.
import { createInterface } from 'node:readline';

const TICK_MS = 1000; // as often as the SDK asks to be told

const { Connection } = await import(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const order = JSON.parse((await lines.next()).value);
const points = Float32Array.from(order.points);
const [width, height] = order.picture;

const tell = (news) => process.stdout.write(JSON.stringify(news) + '\n');
const sent = [];
const rejected = [];
let written = 0;
let connections = 0;
let rateHz = 5;
let finishing = false;

const events = {
  state() {},
  welcome() {
    connections += 1;
    tellHowFar();
  },
  rate(hz) {
    rateHz = hz;
  },
  rejected: (code) => rejected.push(code),
  notice() {},
  acknowledged: tellHowFar,
  ended(end) {
    tell({ ended: end });
    process.exit(1);
  },
};

function open(url) {
  const socket = new WebSocket(url);
  const send = socket.send.bind(socket);
  socket.send = (data) => {
    if (data instanceof ArrayBuffer) written += 1;
    send(data);
  };
  return socket;
}

function tellHowFar() {
  const { size, lost } = connection.backlog;
  tell({ sent: sent.length, acknowledged: sent.length - size - lost, connections });
}

function send() {
  if (finishing) return;
  const capturedAt = Date.now() / 1000;
  sent.push(capturedAt);
  const measured = { confidence: 1, sharpness: null, exposure: 0.5, reason: 'known' };
  connection.sendSeen({ capturedAt, width, height, faces: 1, points, ...measured });
  setTimeout(send, 1000 / rateHz);
}

function endWhenSettled() {
  const { size, lost } = connection.backlog;
  if (!finishing || size > 0) return;
  const resent = written - sent.length;
  process.stdout.write(JSON.stringify({ report: { sent, lost, resent, rejected } }) + '\n', () => process.exit(0));
}

const hello = { token: order.token, pointSet: 'compact', picture: order.picture, fovDeg: order.fov_deg };
const connection = new Connection(order.url, { ...hello, mirrored: false, client: 'chaos/1' }, events, open);
connection.connect();
events.welcome = ((first) => () => {
  if (connections === 0) send();
  first();
})(events.welcome);
setInterval(() => {
  connection.tick();
  endWhenSettled();
}, TICK_MS);
await lines.next();
finishing = true;
