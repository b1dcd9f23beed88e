import { percent } from '../../shared/numbers';
import { t } from '../words';

interface AttentivenessProps {
  readonly attentiveness: number | null;
  readonly knownShare: number | null;
  readonly interval?: readonly [number, number] | null;
}

/** The figure, or that the server gives none for lack of data, over a bar of the whole time: attentive, known, unknown. */
export function Attentiveness({ attentiveness, knownShare, interval }: AttentivenessProps) {
  const known = knownShare ?? 0;
  const enough = attentiveness !== null;
  const value = enough ? percent(attentiveness) : t('measure.scarce');
  return (
    <span class="attentiveness" title={t('measure.label', { value, known: percent(known) })}>
      <span class="visually-hidden">{t('measure.attentiveness')}</span>
      <span class={enough ? 'attentiveness-value number' : 'attentiveness-value scarce'}>{value}</span>
      <span class="attentiveness-known number tiny">{t('measure.known', { known: percent(known) })}</span>
      <span class="share-bar hatched" aria-hidden="true">
        <span class="share-known" style={{ width: `${known * 100}%` }}>
          {enough && <span class="share-value" style={{ width: `${attentiveness * 100}%` }} />}
          {enough && interval && <Interval low={interval[0]} high={interval[1]} />}
        </span>
      </span>
    </span>
  );
}

/** From where to where the figure might be, on the bar of what is known. */
function Interval({ low, high }: Record<'low' | 'high', number>) {
  return (
    <span
      class="share-interval"
      style={{ insetInlineStart: `${low * 100}%`, insetInlineEnd: `${(1 - high) * 100}%` }}
    />
  );
}
