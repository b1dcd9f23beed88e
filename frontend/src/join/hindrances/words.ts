import { translator } from '../../shared/words';

/** What kept the measuring up, and what keeps it up now. */
export const t = translator(
  {
    'away.asleep':
      'This computer slept for {length}, until {to}. That time counts as unknown; measuring goes on now.',
    'away.silent':
      'For {length}, until {to}, the camera sent no pictures. That time counts as unknown; measuring goes on now.',
    'away.background':
      'For {length}, until {to}, the phone sent no pictures, as phones do while a page is in the background. That time counts as unknown. Keep this page in front to be measured.',
    'away.slow':
      'Pictures take longer than they should, as they do when a battery is being saved. Measuring goes on, less finely; a power cable or a closed program may help.',
    'away.dismiss': 'All right',
  },
  {
    'away.asleep':
      'Dieser Computer schlief {length} lang, bis {to}. Diese Zeit gilt als unbekannt; jetzt wird weiter gemessen.',
    'away.silent':
      'Die Kamera lieferte {length} lang, bis {to}, keine Bilder. Diese Zeit gilt als unbekannt; jetzt wird weiter gemessen.',
    'away.background':
      'Das Telefon lieferte {length} lang, bis {to}, keine Bilder, wie es Telefone tun, während eine Seite im Hintergrund ist. Diese Zeit gilt als unbekannt. Lassen Sie die Seite vorn, damit gemessen wird.',
    'away.slow':
      'Bilder brauchen länger, als sie sollten, wie beim Stromsparen. Es wird weiter gemessen, nur weniger fein; ein Netzkabel oder ein geschlossenes Programm kann helfen.',
    'away.dismiss': 'In Ordnung',
  },
);
