import { translator } from '../shared/words';

/** Every sentence of the join page. */
export const t = translator({
  'page.title': 'Join a session · Headway',
  'page.measuring': '● Measuring · Headway',
  'page.paused': 'Paused · Headway',
  loading: 'Looking for the session…',
  'absent.title': 'This session cannot be joined',
  'absent.help':
    'Check the code with whoever invited you, or load this page again when the session has begun.',
  'absent.retry': 'Try again',
  'absent.recorded':
    'It is made from a recording, which the host imports. There is nothing to join, and your camera stays off.',
  'absent.closed': 'The host has closed it. Nothing more is measured.',

  'ask.lead': 'You are invited to',
  'ask.what':
    'The host asks to measure where your head points during this session. Your camera’s picture is analysed in this browser and never leaves it; only the position of points on your face is sent.',
  'ask.measured': 'What is measured',
  'ask.not_measured': 'What is not',
  'ask.name': 'Your name, as the host will see it',
  'ask.placeholder': 'First and last name',
  'ask.agree': 'I agree, turn on my camera',
  'ask.joining': 'Joining…',
  'ask.free': 'Taking part is up to you. You can pause or stop at any time with one click.',
  'ask.again': 'You already joined as {name}.',
  'ask.continue': 'Go on as {name}',
  'ask.someone_else': 'Join as somebody else',

  'here.you': '{name} in “{title}”',
  'here.pause': 'Pause',
  'here.resume': 'Go on measuring',
  'here.stop': 'Stop and leave',
  'here.retry': 'Try the camera again',
  'here.details': 'What is measured, and what is not',
  'here.dots': 'The dots are what is sent. The picture stays here.',

  'state.measuring': 'Measuring',
  'state.measuring.help': 'Your camera is on. You may look at another tab or window; measuring goes on.',
  'state.starting': 'Starting',
  'state.starting.help': 'Your browser may ask whether this page may use the camera.',
  'state.loading.help': 'The measuring program is being loaded, about 10 MB on the first visit.',
  'state.paused': 'Paused',
  'state.paused.help': 'Your camera is off and nothing is measured. The host sees that you paused.',
  'state.silent': 'Not measuring',
  'state.stopping': 'Stopping',
  'state.stopping.help': 'Your camera is off. The last measurements are being handed over.',

  'seen.no_face': 'No face in the picture just now. This counts as unknown, not as looking away.',
  'seen.several_faces': 'More than one face is in the picture, so nothing can be said about yours just now.',
  'seen.too_small': 'Your face is too far away to measure. Come a little closer.',
  'seen.too_dark': 'The picture is too dark to measure. A light in front of you helps.',
  'seen.blurred': 'The picture is too blurred to measure.',
  'seen.cut_off': 'Part of your face is outside the picture.',
  'seen.nothing': 'The camera sends no pictures just now.',

  'camera.denied': 'This page may not use the camera',
  'camera.denied.help':
    'Allow the camera for this site: click the symbol left of the address, switch “Camera” on, then try again.',
  'camera.none': 'No camera was found',
  'camera.none.help': 'Connect a camera. Measuring begins by itself as soon as it is there.',
  'camera.busy': 'Another program is using the camera',
  'camera.busy.help': 'Close the other program or its video, then try again.',
  'camera.unplugged': 'The camera was disconnected',
  'camera.unplugged.help': 'Connect it again. Measuring goes on by itself as soon as it is there.',
  'camera.insecure': 'The browser keeps the camera from this page',
  'camera.insecure.help':
    'Cameras work only on addresses that begin with https://. Ask the host for such an address.',
  'camera.failed': 'The camera could not be started',
  'camera.failed.help': 'Unplug it and plug it in again, or restart the browser, then try again.',
  'vision.failed': 'This browser cannot measure',
  'vision.failed.help':
    'It could not load the measuring program. Load the page again, or use a recent Firefox, Chrome, Edge or Safari.',

  'link.connecting': 'Connecting to the server…',
  'link.open': 'Connected',
  'link.waiting': 'No connection. Trying again; nothing is lost for 10 minutes.',
  'link.ended': 'Not connected',
  'rate.one': '{n} measurement a second',
  'rate.other': '{n} measurements a second',
  'waiting.one': '{n} measurement waits for the server',
  'waiting.other': '{n} measurements wait for the server',
  'lost.one': '{n} measurement was too old to send',
  'lost.other': '{n} measurements were too old to send',

  'stopped.title': 'You left the session',
  'stopped.text': 'The camera is off. Nothing more is measured.',
  'stopped.again': 'Join again',
  'ended.title': 'Measuring has ended',
  'ended.closed': 'The host closed the session.',
  'ended.text': 'The camera is off. Nothing more is measured.',
});
