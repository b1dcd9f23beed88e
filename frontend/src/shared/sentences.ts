import { translator } from './words';

/** What every page may have to say. */
export const t = translator(
  {
    'network.unreachable': 'The server cannot be reached. Is it running, and are you online?',
    'network.status': 'The server could not do this (status {status}). Try again in a moment.',
    own_data: 'My own data',
  },
  {
    'network.unreachable': 'Der Server ist nicht zu erreichen. Läuft er, und sind Sie online?',
    'network.status':
      'Der Server konnte das nicht tun (Status {status}). Versuchen Sie es gleich noch einmal.',
    own_data: 'Meine Daten',
  },
);
