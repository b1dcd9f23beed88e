import { translator } from '../shared/words';

/** Every sentence of the join page. */
export const t = translator(
  {
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
    'absent.locked':
      'The host has locked it, so nobody new can join now. Ask the host to unlock it, then try again.',
    'absent.mine': 'See my own data of this session',

    'ask.lead': 'You are invited to',
    'ask.what':
      'The host asks to measure where your head points during this session. Your camera’s picture is analysed in this browser and never leaves it; only the position of points on your face is sent.',
    'ask.measured': 'What is measured',
    'ask.not_measured': 'What is not',
    'ask.name': 'Your name, as the host will see it',
    'ask.placeholder': 'First and last name',
    'ask.agree': 'I agree, turn on my camera',
    'ask.without': 'Join without camera',
    'ask.without.help':
      'Without a camera you are present, and nothing is ever scored. You can turn it on later.',
    'ask.host_sees':
      'The host sees your name and your figures. So do you, here, during and after the session.',
    'ask.host_sees_class':
      'The host sees figures of the whole class only, from five people on, and nobody’s own unless they share them. You see yours, here, during and after the session.',
    'ask.planned': 'The host has not opened this session yet. This page notices when that happens.',
    'ask.joining': 'Joining…',
    'ask.free': 'Taking part is up to you. You can pause or stop at any time with one click.',
    'ask.again': 'You already joined as {name}.',
    'ask.continue': 'Go on as {name}',
    'ask.someone_else': 'Join as somebody else',

    'here.you': '{name} in “{title}”',
    'here.pause': 'Pause',
    'here.resume': 'Go on measuring',
    'here.stop': 'Leave',
    'here.camera_off': 'Camera off',
    'here.camera_on': 'Camera on',
    'here.mine': 'My own data',
    'here.now': 'Now',
    'here.tools': 'What you can do',
    'here.camera': 'Camera',
    'here.camera.n': 'Camera {n}',
    'here.camera.other': 'Choose another camera',
    'here.without': 'Go on without camera',
    'here.retry': 'Try the camera again',
    'here.details': 'What is measured, and what is not',
    'here.dots': 'The dots are what is sent. The picture stays here.',

    'state.measuring': 'Measuring',
    'state.measuring.help': 'Your camera is on. You may look at another tab or window; measuring goes on.',
    'state.starting': 'Starting',
    'state.starting.help': 'Your browser may ask whether this page may use the camera.',
    'state.loading.help': 'The measuring program is being loaded, about 10 MB on the first visit.',
    'state.paused': 'Paused',
    'state.paused.help': 'Your camera is off and nothing is measured.',
    'state.paused.seen': 'The host sees that you paused.',
    'state.silent': 'Not measuring',
    'state.no_camera': 'Present without camera',
    'state.no_camera.help': 'You are here, and nothing is measured or scored.',
    'state.no_camera.seen': 'The host sees that your camera is off.',
    'state.stopping': 'Stopping',
    'state.stopping.help': 'Your camera is off. The last measurements are being handed over.',

    'seen.no_face': 'No face in the picture just now. This counts as unknown, not as looking away.',
    'seen.several_faces': 'More than one face is in the picture, and it is unclear which is yours.',
    'seen.too_small': 'Your face is too far away to measure. Come a little closer.',
    'seen.too_dark': 'The picture is too dark to measure. A light in front of you helps.',
    'seen.blurred': 'The picture is too blurred to measure.',
    'seen.cut_off': 'Part of your face is outside the picture.',
    'seen.nothing': 'The camera sends no pictures just now.',
    'seen.muted':
      'The browser holds the camera’s pictures back: this page is in the background of a phone, the lid is closed, or the camera is switched off.',

    'less.too_small': 'Your face is small in the picture, so its direction is less exact. Closer is better.',
    'less.too_dark': 'The picture is dark, so your direction is less exact. A light in front of you helps.',
    'less.blurred': 'The picture is blurred, so your direction is less exact.',

    'camera.denied': 'This page may not use the camera',
    'camera.denied.help':
      'Allow the camera for this site: click the symbol left of the address, switch “Camera” on, then try again.',
    'camera.none': 'No camera was found',
    'camera.none.help':
      'Connect one, and measuring begins by itself. Without a camera you can stay as well: present, and never scored.',
    'camera.busy': 'Another program is using the camera',
    'camera.busy.help':
      'Often it is the video call. Close the other program’s video and try again, or choose another camera.',
    'camera.unplugged': 'The camera was disconnected',
    'camera.unplugged.help':
      'Connect it again, and measuring goes on by itself; or choose another camera. Until then your time counts as unknown.',
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
    'over.mine': 'My own data',
    'ended.title': 'Measuring has ended',
    'ended.closed': 'The host closed the session.',
    'ended.text': 'The camera is off. Nothing more is measured.',
  },
  {
    'page.title': 'An einer Sitzung teilnehmen · Headway',
    'page.measuring': '● Es wird gemessen · Headway',
    'page.paused': 'Pausiert · Headway',
    loading: 'Die Sitzung wird gesucht …',
    'absent.title': 'An dieser Sitzung kann man nicht teilnehmen',
    'absent.help':
      'Fragen Sie die Person, die Sie eingeladen hat, ob der Code stimmt, oder laden Sie diese Seite neu, wenn die Sitzung begonnen hat.',
    'absent.retry': 'Noch einmal versuchen',
    'absent.recorded':
      'Sie entsteht aus einer Aufzeichnung, die die Leitung importiert. Teilnehmen kann man nicht, und Ihre Kamera bleibt aus.',
    'absent.closed': 'Die Leitung hat sie geschlossen. Es wird nichts mehr gemessen.',
    'absent.locked':
      'Die Leitung hat sie gesperrt, deshalb kann gerade niemand Neues teilnehmen. Bitten Sie um Freigabe und versuchen Sie es noch einmal.',
    'absent.mine': 'Meine Daten dieser Sitzung ansehen',

    'ask.lead': 'Sie sind eingeladen zu',
    'ask.what':
      'Die Leitung bittet darum, während dieser Sitzung zu messen, wohin Ihr Kopf zeigt. Das Bild Ihrer Kamera wird in diesem Browser ausgewertet und verlässt ihn nie; gesendet wird nur die Lage von Punkten Ihres Gesichts.',
    'ask.measured': 'Was gemessen wird',
    'ask.not_measured': 'Was nicht',
    'ask.name': 'Ihr Name, wie die Leitung ihn sehen wird',
    'ask.placeholder': 'Vor- und Nachname',
    'ask.agree': 'Ich bin einverstanden, Kamera einschalten',
    'ask.without': 'Ohne Kamera teilnehmen',
    'ask.without.help':
      'Ohne Kamera sind Sie anwesend, und nichts wird je bewertet. Sie können sie auch später einschalten.',
    'ask.host_sees':
      'Die Leitung sieht Ihren Namen und Ihre Werte. Auch Sie selbst sehen sie hier, während der Sitzung und danach.',
    'ask.host_sees_class':
      'Die Leitung sieht nur Werte der ganzen Gruppe, ab fünf Personen, und keine einzelner Personen, es sei denn, jemand teilt sie. Ihre eigenen sehen Sie hier, während der Sitzung und danach.',
    'ask.planned':
      'Die Leitung hat diese Sitzung noch nicht geöffnet. Diese Seite merkt, wenn es so weit ist.',
    'ask.joining': 'Einen Moment …',
    'ask.free':
      'Die Teilnahme ist freiwillig. Sie können jederzeit mit einem Klick unterbrechen oder aufhören.',
    'ask.again': 'Sie nehmen bereits als {name} teil.',
    'ask.continue': 'Weiter als {name}',
    'ask.someone_else': 'Als jemand anderes teilnehmen',

    'here.you': '{name} in „{title}“',
    'here.pause': 'Pausieren',
    'here.resume': 'Weiter messen',
    'here.stop': 'Verlassen',
    'here.camera_off': 'Kamera aus',
    'here.camera_on': 'Kamera an',
    'here.mine': 'Meine Daten',
    'here.now': 'Jetzt',
    'here.tools': 'Was Sie tun können',
    'here.camera': 'Kamera',
    'here.camera.n': 'Kamera {n}',
    'here.camera.other': 'Andere Kamera wählen',
    'here.without': 'Ohne Kamera weiter',
    'here.retry': 'Kamera noch einmal versuchen',
    'here.details': 'Was gemessen wird und was nicht',
    'here.dots': 'Gesendet werden die Punkte. Das Bild bleibt hier.',

    'state.measuring': 'Es wird gemessen',
    'state.measuring.help':
      'Ihre Kamera ist an. Sie können zu einem anderen Tab oder Fenster wechseln; das Messen geht weiter.',
    'state.starting': 'Wird gestartet',
    'state.starting.help': 'Ihr Browser fragt vielleicht, ob diese Seite die Kamera benutzen darf.',
    'state.loading.help': 'Das Messprogramm wird geladen, beim ersten Besuch etwa 10 MB.',
    'state.paused': 'Pausiert',
    'state.paused.help': 'Ihre Kamera ist aus, und nichts wird gemessen.',
    'state.paused.seen': 'Die Leitung sieht, dass Sie pausieren.',
    'state.silent': 'Es wird nicht gemessen',
    'state.no_camera': 'Anwesend ohne Kamera',
    'state.no_camera.help': 'Sie sind dabei, und nichts wird gemessen oder bewertet.',
    'state.no_camera.seen': 'Die Leitung sieht, dass Ihre Kamera aus ist.',
    'state.stopping': 'Wird beendet',
    'state.stopping.help': 'Ihre Kamera ist aus. Die letzten Messungen werden noch übergeben.',

    'seen.no_face': 'Gerade ist kein Gesicht im Bild. Das gilt als unbekannt, nicht als Wegsehen.',
    'seen.several_faces': 'Mehr als ein Gesicht ist im Bild, und es ist unklar, welches das Ihre ist.',
    'seen.too_small': 'Ihr Gesicht ist zum Messen zu weit weg. Kommen Sie etwas näher.',
    'seen.too_dark': 'Das Bild ist zum Messen zu dunkel. Licht von vorn hilft.',
    'seen.blurred': 'Das Bild ist zum Messen zu unscharf.',
    'seen.cut_off': 'Ein Teil Ihres Gesichts liegt außerhalb des Bildes.',
    'seen.nothing': 'Die Kamera liefert gerade keine Bilder.',
    'seen.muted':
      'Der Browser hält die Bilder der Kamera zurück: Diese Seite ist auf einem Telefon im Hintergrund, der Deckel ist zu, oder die Kamera ist mit einem Schalter ausgeschaltet.',

    'less.too_small':
      'Ihr Gesicht ist klein im Bild, deshalb ist seine Richtung weniger genau. Näher ist besser.',
    'less.too_dark': 'Das Bild ist dunkel, deshalb ist Ihre Richtung weniger genau. Licht von vorn hilft.',
    'less.blurred': 'Das Bild ist unscharf, deshalb ist Ihre Richtung weniger genau.',

    'camera.denied': 'Diese Seite darf die Kamera nicht benutzen',
    'camera.denied.help':
      'Erlauben Sie die Kamera für diese Website: Klicken Sie auf das Symbol links neben der Adresse, schalten Sie „Kamera“ ein, und versuchen Sie es noch einmal.',
    'camera.none': 'Keine Kamera gefunden',
    'camera.none.help':
      'Schließen Sie eine an, und das Messen beginnt von selbst. Auch ohne Kamera können Sie bleiben: anwesend und nie bewertet.',
    'camera.busy': 'Ein anderes Programm benutzt die Kamera',
    'camera.busy.help':
      'Oft ist es die Videokonferenz. Beenden Sie dort das Video und versuchen Sie es noch einmal, oder wählen Sie eine andere Kamera.',
    'camera.unplugged': 'Die Kamera wurde getrennt',
    'camera.unplugged.help':
      'Schließen Sie sie wieder an, und das Messen geht von selbst weiter; oder wählen Sie eine andere. Bis dahin gilt Ihre Zeit als unbekannt.',
    'camera.insecure': 'Der Browser gibt dieser Seite keine Kamera',
    'camera.insecure.help':
      'Eine Kamera lässt sich nur auf Seiten benutzen, deren Adresse mit https:// beginnt. Bitten Sie die Leitung um eine solche Adresse.',
    'camera.failed': 'Die Kamera ließ sich nicht starten',
    'camera.failed.help':
      'Ziehen Sie sie ab und stecken Sie sie wieder an, oder starten Sie den Browser neu; dann versuchen Sie es noch einmal.',
    'vision.failed': 'Dieser Browser kann nicht messen',
    'vision.failed.help':
      'Er konnte das Messprogramm nicht laden. Laden Sie die Seite neu, oder benutzen Sie eine aktuelle Version von Firefox, Chrome, Edge oder Safari.',

    'link.connecting': 'Verbindung zum Server wird aufgebaut …',
    'link.open': 'Verbunden',
    'link.waiting':
      'Keine Verbindung. Es wird weiter versucht, sie aufzubauen; 10 Minuten lang geht nichts verloren.',
    'link.ended': 'Nicht verbunden',
    'rate.one': '{n} Messung in der Sekunde',
    'rate.other': '{n} Messungen in der Sekunde',
    'waiting.one': '{n} Messung wartet auf den Server',
    'waiting.other': '{n} Messungen warten auf den Server',
    'lost.one': '{n} Messung war zu alt zum Senden',
    'lost.other': '{n} Messungen waren zu alt zum Senden',

    'stopped.title': 'Sie haben die Sitzung verlassen',
    'stopped.text': 'Die Kamera ist aus. Es wird nichts mehr gemessen.',
    'stopped.again': 'Wieder teilnehmen',
    'over.mine': 'Meine Daten',
    'ended.title': 'Das Messen ist zu Ende',
    'ended.closed': 'Die Leitung hat die Sitzung geschlossen.',
    'ended.text': 'Die Kamera ist aus. Es wird nichts mehr gemessen.',
  },
);
