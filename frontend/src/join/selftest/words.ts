import { translator } from '../../shared/words';

/** Every sentence of the self-test, and of the looks of the setup. */
export const t = translator(
  {
    'test.offer': 'How exactly does this camera see you?',
    'test.offer.help':
      'In half a minute you can check it, and show where your second screen and your notes are, so that looking there is not taken for looking away.',
    'test.offer.yes': 'Check it',
    'test.skip': 'Not now',
    'test.later': 'Check how exactly you are seen',
    'test.later.again': 'Check again how exactly you are seen',
    'test.exact': 'How exact is this?',
    'test.title': 'How exactly does this camera see you?',
    'test.what':
      'You look at a few places, twice each. From this it is computed how well your head’s direction repeats, and how surely the places are told apart. Sit as you will sit during the session.',
    'test.which': 'Besides this screen, I also look at',
    'test.has.second_screen': 'My second screen',
    'test.has.second_screen.help': 'A monitor or a projection next to this one.',
    'test.has.notes': 'My notes',
    'test.has.notes.help': 'Paper, a book or a tablet on the desk.',
    'test.privacy':
      'Stored are numbers: mean angles and their spread. They say where your places are and widen the intervals of your figures in this session.',
    'test.sound': 'A soft tone when it is time to look back',
    'test.begin': 'Begin, about {n} seconds',
    'test.look.screen': 'Look at the dot',
    'test.look.second_screen': 'Turn to your second screen',
    'test.look.notes': 'Turn to your notes',
    'test.look.aside': 'Turn your head to the side',
    'test.help.first': 'Sit as usual. The ring fills by itself; there is nothing to press.',
    'test.help.screen': 'Stay until the ring is full.',
    'test.help.second_screen':
      'Stay there while this page is coloured, or count slowly to four. Then look back here.',
    'test.help.notes':
      'Stay there while this page is coloured, or count slowly to four. Then look back here.',
    'test.help.aside': 'To anywhere, as far as is comfortable. Then look back here.',
    'test.progress': 'Look {n} of {all}',
    'test.stop': 'Stop the check',
    'test.interrupted': 'The check was interrupted',
    'test.interrupted.help': 'The camera is off or measuring was paused. Try again when it goes on.',
    'test.close': 'Close',
    'test.result': 'What the check says',
    'test.waiting': 'The server is computing…',
    'test.nothing': 'Too little was seen for a result. Try again with more light, or closer to the camera.',
    'test.unsteady':
      'Looks at the same place differed a lot, more than a camera does. Perhaps you looked elsewhere once, or came late: it is worth trying again.',
    'test.missed.screen': 'Your face was not seen for long enough while you looked at the dot.',
    'test.missed.second_screen':
      'Your face was not seen for long enough while you looked at your second screen. Looking there will count as unknown.',
    'test.missed.notes':
      'Your face was not seen for long enough while you looked at your notes. Looking there will count as unknown.',
    'test.zone.screen': 'screen',
    'test.zone.second_screen': 'second screen',
    'test.zone.notes': 'notes',
    'test.zone.camera': 'camera',
    'test.done': 'Done',
    'test.again': 'Try again',
  },
  {
    'test.offer': 'Wie genau sieht Sie diese Kamera?',
    'test.offer.help':
      'In einer halben Minute lässt sich das prüfen. Dabei zeigen Sie, wo Ihr zweiter Bildschirm und Ihre Notizen sind, damit der Blick dorthin nicht als Wegsehen gilt.',
    'test.offer.yes': 'Prüfen',
    'test.skip': 'Jetzt nicht',
    'test.later': 'Prüfen, wie genau Sie gesehen werden',
    'test.later.again': 'Noch einmal prüfen, wie genau Sie gesehen werden',
    'test.exact': 'Wie genau ist das?',
    'test.title': 'Wie genau sieht Sie diese Kamera?',
    'test.what':
      'Sie sehen ein paar Stellen an, jede zweimal. Daraus wird berechnet, wie gut sich die Richtung Ihres Kopfes wiederholt und wie sicher sich die Stellen unterscheiden lassen. Sitzen Sie so, wie Sie während der Sitzung sitzen werden.',
    'test.which': 'Außer auf diesen Bildschirm sehe ich auch auf',
    'test.has.second_screen': 'meinen zweiten Bildschirm',
    'test.has.second_screen.help': 'Ein Monitor oder eine Projektion neben diesem.',
    'test.has.notes': 'meine Notizen',
    'test.has.notes.help': 'Papier, ein Buch oder ein Tablet auf dem Tisch.',
    'test.privacy':
      'Gespeichert werden Zahlen: mittlere Winkel und ihre Streuung. Sie sagen, wo Ihre Stellen sind, und machen die Unsicherheit Ihrer Werte in dieser Sitzung ehrlicher.',
    'test.sound': 'Ein leiser Ton, wenn es Zeit ist zurückzusehen',
    'test.begin': 'Anfangen, etwa {n} Sekunden',
    'test.look.screen': 'Sehen Sie auf den Punkt',
    'test.look.second_screen': 'Wenden Sie sich Ihrem zweiten Bildschirm zu',
    'test.look.notes': 'Wenden Sie sich Ihren Notizen zu',
    'test.look.aside': 'Drehen Sie den Kopf zur Seite',
    'test.help.first': 'Sitzen Sie wie gewohnt. Der Ring füllt sich von selbst; es ist nichts zu drücken.',
    'test.help.screen': 'Bleiben Sie, bis der Ring voll ist.',
    'test.help.second_screen':
      'Bleiben Sie dort, solange diese Seite farbig ist, oder zählen Sie langsam bis vier. Dann sehen Sie wieder hierher.',
    'test.help.notes':
      'Bleiben Sie dort, solange diese Seite farbig ist, oder zählen Sie langsam bis vier. Dann sehen Sie wieder hierher.',
    'test.help.aside': 'Irgendwohin, so weit es bequem ist. Dann sehen Sie wieder hierher.',
    'test.progress': 'Blick {n} von {all}',
    'test.stop': 'Abbrechen',
    'test.interrupted': 'Die Prüfung wurde unterbrochen',
    'test.interrupted.help':
      'Die Kamera ist aus, oder das Messen wurde angehalten. Versuchen Sie es noch einmal, wenn es weitergeht.',
    'test.close': 'Schließen',
    'test.result': 'Was die Prüfung ergibt',
    'test.waiting': 'Der Server rechnet …',
    'test.nothing':
      'Für ein Ergebnis war zu wenig zu sehen. Versuchen Sie es mit mehr Licht oder näher an der Kamera.',
    'test.unsteady':
      'Blicke auf dieselbe Stelle wichen stark voneinander ab, mehr als eine Kamera ausmacht. Vielleicht haben Sie einmal woanders hingesehen: Ein neuer Versuch lohnt sich.',
    'test.missed.screen': 'Ihr Gesicht war nicht lange genug zu sehen, während Sie auf den Punkt sahen.',
    'test.missed.second_screen':
      'Ihr Gesicht war nicht lange genug zu sehen, während Sie auf Ihren zweiten Bildschirm sahen. Der Blick dorthin gilt als unbekannt.',
    'test.missed.notes':
      'Ihr Gesicht war nicht lange genug zu sehen, während Sie auf Ihre Notizen sahen. Der Blick dorthin gilt als unbekannt.',
    'test.zone.screen': 'Bildschirm',
    'test.zone.second_screen': 'zweiter Bildschirm',
    'test.zone.notes': 'Notizen',
    'test.zone.camera': 'Kamera',
    'test.done': 'Fertig',
    'test.again': 'Noch einmal',
  },
);
