import { translator } from './words';

/** What every page may have to say. */
export const t = translator(
  {
    'network.unreachable': 'The server cannot be reached. Is it running, and are you online?',
    'network.status': 'The server answered with status {status}.',
    own_data: 'My own data',
  },
  {
    'network.unreachable': 'Der Server ist nicht zu erreichen. Läuft er, und sind Sie online?',
    'network.status': 'Der Server hat mit dem Status {status} geantwortet.',
    own_data: 'Meine Daten',
  },
);
