import { useRef } from 'preact/hooks';
import { t } from './words';

export type Term =
  | 'attentiveness'
  | 'attended'
  | 'before'
  | 'camera'
  | 'half'
  | 'known'
  | 'mean'
  | 'median'
  | 'minute'
  | 'present'
  | 'running'
  | 'share'
  | 'spread'
  | 'states'
  | 'trend';

/** A question mark that tells what the numbers beside it are. It lies over the page: nothing moves when it opens. */
export function Meaning({ of }: { readonly of: readonly Term[] }) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  return (
    <details
      ref={details}
      class="meaning"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !details.current?.open) return;
        event.preventDefault(); // a dialog around it stays
        close();
      }}
      onFocusOut={(event) => {
        if (!details.current?.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <summary aria-label={t('meaning.open')} title={t('meaning.open')}>
        <span aria-hidden="true">?</span>
      </summary>
      <dl class="card small" tabIndex={-1}>
        {of.map((term) => (
          <div key={term}>
            <dt>{t(term)}</dt>
            <dd class="soft">{t(`${term}.is`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
