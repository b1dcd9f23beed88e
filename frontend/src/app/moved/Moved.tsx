import { MINUTE_S, timeWithSeconds } from '../../shared/time';
import { useLoaded } from '../load';
import { Trouble } from '../parts/Feedback';
import { type Change, effectWords, insteadWords, type MovedClass, whenWords } from './moved';
import { t } from './words';

interface MovedProps {
  readonly session: number;
  /** Goes to a moment, in unix seconds. */
  readonly show: (at: number) => void;
}

/** The moments that changed the class for certain; silent about all others. */
export function Moved({ session, show }: MovedProps) {
  const { data, error, reload } = useLoaded<MovedClass>(`/api/sessions/${session}/moved`);
  return (
    <section class="moved" aria-labelledby="moved-title">
      <h2 id="moved-title" class="section-title">
        {t('moved.title')}
      </h2>
      {error && !data && <Trouble error={error} retry={reload} />}
      {!data && !error && <p class="small faint">{t('moved.loading')}</p>}
      {data && <Found moved={data} show={show} />}
    </section>
  );
}

function Found({ moved, show }: { readonly moved: MovedClass; readonly show: (at: number) => void }) {
  if (moved.looked_at === 0) {
    return <p class="small soft">{t('moved.few', { people: moved.minimum_people })}</p>;
  }
  return (
    <>
      {moved.changes.length === 0 ? (
        <p class="small">
          {t('moved.nothing')}{' '}
          <span class="faint">
            {t.count('moved.nothing.looked', moved.looked_at, { markers: moved.markers_looked_at })}
          </span>
        </p>
      ) : (
        <ol class="moved-list">
          {moved.changes.map((change) => (
            <OneChange key={change.at} change={change} show={show} />
          ))}
        </ol>
      )}
      <How moved={moved} />
    </>
  );
}

function OneChange({ change, show }: { readonly change: Change; readonly show: (at: number) => void }) {
  const time = timeWithSeconds(change.at);
  const instead = insteadWords(change);
  return (
    <li>
      <button
        type="button"
        class={`moved-change ${change.effect < 0 ? 'fell' : 'rose'}`}
        title={t('moved.show', { time })}
        onClick={() => show(change.at)}
      >
        <span class="moved-arrow" aria-hidden="true">
          {change.effect < 0 ? '↓' : '↑'}
        </span>
        <span class="moved-what">
          <span class="moved-when">{whenWords(change, time)}:</span>{' '}
          <strong class="number">{effectWords(change)}</strong>
        </span>
        <span class="moved-more small soft number">
          {[change.marker && time, t('moved.people', { n: change.n }), instead].filter(Boolean).join(' · ')}
        </span>
      </button>
    </li>
  );
}

function How({ moved }: { readonly moved: MovedClass }) {
  const values = {
    minutes: Math.round(moved.span_s / MINUTE_S),
    level: Math.round(moved.level * 100),
    looked: moved.looked_at,
    least: Math.round(moved.least_effect * 100),
  };
  return (
    <details class="moved-how small soft">
      <summary>{t('moved.how')}</summary>
      <p>{t('moved.how.1', values)}</p>
      <p>{t('moved.how.2', values)}</p>
      <p>{t('moved.how.3', values)}</p>
    </details>
  );
}
