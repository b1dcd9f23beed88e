import { translator } from '../../shared/words';

export const t = translator(
  {
    open: 'Small window on top',
    close: 'Close the small window',
    'open.help': 'Stays in front of your video call: it shows whether you are being measured, and pauses.',
    title: 'Headway',
  },
  {
    open: 'Kleines Fenster im Vordergrund',
    close: 'Kleines Fenster schließen',
    'open.help': 'Bleibt vor dem Videogespräch: Es zeigt, ob gemessen wird, und kann pausieren.',
    title: 'Headway',
  },
);
