import { translator } from '../../shared/words';

export const t = translator(
  {
    'moved.title': 'What moved the class',
    'moved.loading': 'Comparing before with after',
    'moved.after': 'After “{marker}”',
    'moved.around': 'Around “{marker}”, {seconds} s later',
    'moved.before': 'Around “{marker}”, {seconds} s earlier',
    'moved.alone': 'At {time}, near no marker',
    'moved.points': '{effect} ± {half} points',
    'moved.people': '{n} people compared',
    'moved.instead': 'mostly {what}',
    'moved.gain': '{state} {points}',
    'moved.show': 'Show {time} on the curve',
    'moved.nothing': 'Nothing stands out: no moment changed the class more than chance explains.',
    'moved.nothing.looked.one': 'Looked at {n} moment, {markers} of them markers.',
    'moved.nothing.looked.other': 'Looked at {n} moments, {markers} of them markers.',
    'moved.few':
      'There is nothing to compare: it takes {people} people or more who were there for three minutes before and after a moment.',
    'moved.how': 'How this is computed',
    'moved.how.1':
      'For every moment, each person’s attentiveness in the {minutes} minutes before is compared with the {minutes} minutes after. Only people who were measured for long enough on both sides count, and the effect is the mean of their changes, in percentage points.',
    'moved.how.2':
      'People are independent of each other; the minutes of one person are not. So the signs of whole people are turned at random, and a moment is told only if it is clearer than the clearest of all moments would be by chance in {level} % of sessions without a change. It is corrected for all {looked} moments, and the intervals hold for all of them together.',
    'moved.how.3':
      'Changes below {least} points are left out. A change shorter than {minutes} minutes may be overlooked, with five people nothing is ever certain, and what stands out looks on average somewhat larger than it is. A marker before a change need not be its cause.',
  },
  {
    'moved.title': 'Was die Gruppe bewegt hat',
    'moved.loading': 'Vorher und nachher werden verglichen',
    'moved.after': 'Nach „{marker}“',
    'moved.around': 'Bei „{marker}“, {seconds} s später',
    'moved.before': 'Bei „{marker}“, {seconds} s früher',
    'moved.alone': 'Um {time}, ohne Markierung in der Nähe',
    'moved.points': '{effect} ± {half} Punkte',
    'moved.people': '{n} Personen verglichen',
    'moved.instead': 'vor allem {what}',
    'moved.gain': '{state} {points}',
    'moved.show': '{time} in der Kurve zeigen',
    'moved.nothing':
      'Nichts sticht heraus: Kein Moment hat die Gruppe stärker verändert, als es durch Zufall zu erklären ist.',
    'moved.nothing.looked.one': 'Betrachtet: {n} Moment, davon Markierungen: {markers}.',
    'moved.nothing.looked.other': 'Betrachtet: {n} Momente, davon Markierungen: {markers}.',
    'moved.few':
      'Es gibt nichts zu vergleichen: Nötig sind mindestens {people} Personen, die drei Minuten vor und nach einem Moment da waren.',
    'moved.how': 'Wie das berechnet wird',
    'moved.how.1':
      'Für jeden Moment wird die Aufmerksamkeit jeder Person in den {minutes} Minuten davor mit den {minutes} Minuten danach verglichen. Es zählen nur Personen, die auf beiden Seiten lange genug gemessen wurden; der Effekt ist der Mittelwert ihrer Änderungen in Prozentpunkten.',
    'moved.how.2':
      'Personen sind voneinander unabhängig, die Minuten einer Person sind es nicht. Darum werden die Vorzeichen ganzer Personen zufällig vertauscht. Ein Moment wird nur genannt, wenn er deutlicher ist, als es der deutlichste aller Momente durch Zufall in {level} % der Sitzungen ohne Änderung wäre. Das ist für alle {looked} Momente korrigiert; die Intervalle gelten für alle zugleich.',
    'moved.how.3':
      'Änderungen unter {least} Punkten entfallen. Was kürzer als {minutes} Minuten dauert, kann übersehen werden; bei fünf Personen ist nie etwas sicher; und was heraussticht, wirkt im Mittel etwas größer, als es ist. Eine Markierung vor einer Änderung muss nicht deren Ursache sein.',
  },
);
