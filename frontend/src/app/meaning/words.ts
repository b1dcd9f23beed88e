import { translator } from '../../shared/words';

/** What every number of the history pages is, in a sentence each: "name" is the term, "name.is" says it. */
export const t = translator(
  {
    'meaning.open': 'What these numbers mean',
    attentiveness: 'Attentiveness',
    'attentiveness.is':
      'The time facing the screen, and in the other zones that count, divided by the time that is known. It says where a head pointed, not what somebody thought.',
    known: 'Known share',
    'known.is':
      'How much of the time since somebody came could be measured. What is unknown counts neither way; below half of it there is no figure.',
    running: 'Median, running minute',
    'running.is':
      'At each moment everybody’s attentiveness of the minute before it is put in order; this is the one in the middle. It needs five people with enough known time.',
    median: 'Median',
    'median.is':
      'Half of the people are above, half below: the one in the middle, of the whole session without its breaks.',
    half: 'Middle half',
    'half.is': 'From the lower to the upper quartile: a quarter of the people are below it, a quarter above.',
    spread: 'Columns',
    'spread.is':
      'How many people have an attentiveness in each tenth, of the whole session without its breaks.',
    present: 'There',
    'present.is':
      'The time from coming to leaving without the stretches in which the connection was lost, with a camera or without.',
    camera: 'Camera on',
    'camera.is':
      'The time there without the stretches in which the camera was off or paused, or sent no pictures.',
    share: 'Share',
    'share.is':
      'The time there, divided by the time of the session that counts: trimmed ends and breaks are left out.',
    attended: 'Attended',
    'attended.is':
      'In how many sessions somebody was there for at least the share chosen above. “Typically” is the session in the middle.',
    trend: 'Points a week',
    'trend.is':
      'The slope of a line through the sessions’ figures that single odd sessions hardly move. The range holds the true slope in 95 of 100 such courses; only when it leaves zero out is it called rising or falling.',
    mean: 'Mean of all people',
    'mean.is': 'The attentiveness of everybody who has a figure, added up and divided by their number.',
    states: 'States',
    'states.is': 'The share of everybody’s known time that was spent in each.',
    minute: 'What people did',
    'minute.is':
      'The share of everybody’s time in that minute that was spent in each state, the unknown one, too.',
    before: 'A minute earlier',
    'before.is': 'The same figure for the minute before the one that is told.',
  },
  {
    'meaning.open': 'Was diese Zahlen bedeuten',
    attentiveness: 'Aufmerksamkeit',
    'attentiveness.is':
      'Die Zeit zum Bildschirm und in den anderen Zonen, die zählen, geteilt durch die bekannte Zeit. Sie sagt, wohin ein Kopf zeigte, nicht, was jemand dachte.',
    known: 'Bekannter Anteil',
    'known.is':
      'Wie viel der Zeit seit dem Kommen gemessen werden konnte. Unbekanntes zählt weder so noch so; unter der Hälfte gibt es keine Zahl.',
    running: 'Median, laufende Minute',
    'running.is':
      'In jedem Moment wird die Aufmerksamkeit aller in der Minute davor geordnet; dies ist die mittlere. Nötig sind fünf Personen mit genügend bekannter Zeit.',
    median: 'Median',
    'median.is':
      'Die Hälfte der Personen liegt darüber, die Hälfte darunter: die mittlere, über die ganze Sitzung ohne Pausen.',
    half: 'Mittlere Hälfte',
    'half.is':
      'Vom unteren zum oberen Quartil: Ein Viertel der Personen liegt darunter, ein Viertel darüber.',
    spread: 'Säulen',
    'spread.is':
      'Wie viele Personen eine Aufmerksamkeit in jedem Zehntel haben, über die ganze Sitzung ohne Pausen.',
    present: 'Da',
    'present.is':
      'Die Zeit vom Kommen bis zum Gehen ohne die Strecken, in denen die Verbindung fehlte, mit Kamera oder ohne.',
    camera: 'Kamera an',
    'camera.is':
      'Die anwesende Zeit ohne die Strecken, in denen die Kamera aus oder angehalten war oder keine Bilder kamen.',
    share: 'Anteil',
    'share.is':
      'Die anwesende Zeit geteilt durch die Zeit der Sitzung, die zählt: Abgeschnittenes und Pausen bleiben weg.',
    attended: 'Anwesend',
    'attended.is':
      'In wie vielen Sitzungen jemand mindestens für den oben gewählten Anteil da war. „Meist“ ist die mittlere Sitzung.',
    trend: 'Punkte pro Woche',
    'trend.is':
      'Die Steigung einer Geraden durch die Zahlen der Sitzungen, die einzelne Ausreißer kaum verschieben. Die Spanne enthält die wahre Steigung in 95 von 100 solchen Kursen; erst wenn sie die Null auslässt, heißt es steigend oder sinkend.',
    mean: 'Mittelwert aller Personen',
    'mean.is':
      'Die Aufmerksamkeit aller, die eine Zahl haben, zusammengezählt und durch ihre Anzahl geteilt.',
    states: 'Zustände',
    'states.is': 'Der Anteil der bekannten Zeit aller, der in jedem verbracht wurde.',
    minute: 'Was die Personen taten',
    'minute.is':
      'Der Anteil der Zeit aller in dieser Minute, der in jedem Zustand verbracht wurde, auch im unbekannten.',
    before: 'Eine Minute davor',
    'before.is': 'Dieselbe Zahl für die Minute vor der genannten.',
  },
);
