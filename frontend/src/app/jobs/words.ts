import { translator } from '../../shared/words';

export const t = translator(
  {
    'jobs.waiting': 'Waiting for its turn',
    'jobs.running': 'Working: {percent} %',
    'jobs.done': 'Done',
    'jobs.failed': 'It did not work',
    'jobs.cancel': 'Cancel',
    'jobs.remove': 'Remove',
    'jobs.gone': 'This job is no longer there. What it made is kept for a day.',
  },
  {
    'jobs.waiting': 'Wartet, bis es an der Reihe ist',
    'jobs.running': 'In Arbeit: {percent} %',
    'jobs.done': 'Fertig',
    'jobs.failed': 'Das hat nicht geklappt',
    'jobs.cancel': 'Abbrechen',
    'jobs.remove': 'Entfernen',
    'jobs.gone': 'Dieser Auftrag ist nicht mehr da. Ergebnisse werden einen Tag lang aufbewahrt.',
  },
);
