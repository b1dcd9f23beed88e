import { translator } from '../../shared/words';

/** Pictures instead of points, for computers that are too weak for these. */
export const t = translator(
  {
    'pictures.lead':
      'The host asks to measure where your head points during this session. Your camera’s picture is analysed in this browser, and only the position of points on your face is sent. Pictures are sent only where you choose that, because your computer is too slow.',
    'pictures.weak': 'This computer is too slow to find the points of your face.',
    'pictures.what':
      'Pictures of you are then sent to the server in place of points, two a second: they are measured there at once and never kept.',
    'pictures.ask': 'This computer is slow? Send pictures instead',
    'pictures.send': 'Send pictures instead',
    'pictures.no': 'Keep pictures here',
    'pictures.back': 'Send points again, and no pictures',
    'pictures.caption': 'Pictures are sent, measured at once, and not kept.',
  },
  {
    'pictures.lead':
      'Die Leitung bittet darum, während dieser Sitzung zu messen, wohin Ihr Kopf zeigt. Das Bild Ihrer Kamera wird in diesem Browser ausgewertet, und gesendet wird nur die Lage von Punkten Ihres Gesichts. Bilder werden nur gesendet, wenn Sie das wählen, weil Ihr Computer zu langsam ist.',
    'pictures.weak': 'Dieser Computer ist zu langsam, um die Punkte Ihres Gesichts zu finden.',
    'pictures.what':
      'An den Server gehen dann Bilder von Ihnen statt der Punkte, zwei in der Sekunde: Sie werden dort sofort gemessen und nie aufbewahrt.',
    'pictures.ask': 'Ist dieser Computer langsam? Stattdessen Bilder senden',
    'pictures.send': 'Stattdessen Bilder senden',
    'pictures.no': 'Bilder hier behalten',
    'pictures.back': 'Wieder Punkte senden, keine Bilder',
    'pictures.caption': 'Bilder werden gesendet, sofort gemessen und nicht aufbewahrt.',
  },
);
