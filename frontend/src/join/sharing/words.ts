import { translator } from '../../shared/words';

/** Every sentence about sharing one's timeline with a host who sees the class only. */
export const t = translator(
  {
    'sharing.ask': 'Share my timeline with the host',
    'sharing.ask.help':
      'As you like. Until a fifth person joins there are no figures of the class; if you share, the host sees your name and when you faced the screen, live and from the beginning. You can take it back at any time.',
    'sharing.share': 'Share my timeline',
    'sharing.shared': 'Timeline shared',
    'sharing.title': 'Sharing with the host',
    'sharing.on':
      'The host may see your name and your timeline of this session, live, until a fifth person has joined. Take it back, and it is gone from their screen at once.',
    'sharing.off':
      'The host sees nothing of you alone. If you share your timeline, they see it with your name, live, until a fifth person has joined. It is kept in no history and no file.',
    'sharing.stop': 'Stop sharing',
  },
  {
    'sharing.ask': 'Meine Zeitleiste mit der Leitung teilen',
    'sharing.ask.help':
      'Wie Sie möchten. Bis eine fünfte Person beitritt, gibt es keine Werte der Gruppe; wenn Sie teilen, sieht die Leitung Ihren Namen und wann Sie zum Bildschirm schauten, live und von Beginn an. Sie können es jederzeit zurücknehmen.',
    'sharing.share': 'Meine Zeitleiste teilen',
    'sharing.shared': 'Zeitleiste geteilt',
    'sharing.title': 'Mit der Leitung teilen',
    'sharing.on':
      'Die Leitung kann Ihren Namen und Ihre Zeitleiste dieser Sitzung sehen, live, bis eine fünfte Person beigetreten ist. Nehmen Sie es zurück, ist sie sofort von deren Bildschirm verschwunden.',
    'sharing.off':
      'Die Leitung sieht von Ihnen allein nichts. Wenn Sie Ihre Zeitleiste teilen, sieht sie diese mit Ihrem Namen, live, bis eine fünfte Person beigetreten ist. In keinem Verlauf und keiner Datei bleibt sie erhalten.',
    'sharing.stop': 'Nicht mehr teilen',
  },
);
