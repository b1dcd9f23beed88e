import { translator } from '../../shared/words';

/** Every sentence of the signals. */
export const t = translator(
  {
    'signals.title': 'Tell the host',
    'signals.hand': 'Raise hand',
    'signals.hand.up': 'Hand is up',
    'signals.too_fast': 'Too fast',
    'signals.too_slow': 'Too slow',
    'signals.lost': 'Lost me',
    'signals.help':
      'The class sees nothing. The host sees how many said so in the last five minutes, not who; a raised hand has your name.',
    'signals.help_class':
      'The class sees nothing. The host sees how many said so in the last five minutes, and nobody’s name.',
    'signals.lower': 'Press again to lower it.',
    'signals.undo': 'Press again to take it back.',
  },
  {
    'signals.title': 'Der Leitung ein Zeichen geben',
    'signals.hand': 'Hand heben',
    'signals.hand.up': 'Hand ist oben',
    'signals.too_fast': 'Zu schnell',
    'signals.too_slow': 'Zu langsam',
    'signals.lost': 'Abgehängt',
    'signals.help':
      'Die Gruppe sieht nichts. Die Leitung sieht, wie viele das in den letzten fünf Minuten gesagt haben, nicht wer; eine gehobene Hand trägt Ihren Namen.',
    'signals.help_class':
      'Die Gruppe sieht nichts. Die Leitung sieht, wie viele das in den letzten fünf Minuten gesagt haben, und keinen Namen.',
    'signals.lower': 'Noch einmal drücken, um sie zu senken.',
    'signals.undo': 'Noch einmal drücken, um es zurückzunehmen.',
  },
);
