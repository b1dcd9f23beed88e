import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { STATES } from '../../shared/measures';
import { percent } from '../../shared/numbers';
import { StateMark } from '../../shared/StateMark';
import { dayAndTime, duration } from '../../shared/time';
import { Chosen } from './Chosen';
import { isRunning, type OwnHistory, spanOf, type Span, stretchesOf, useOwnHistory } from './history';
import { Keeping } from './Keeping';
import { Notes } from './Notes';
import { StretchTable } from './StretchTable';
import { Trace } from './Trace';
import { stateWords, t } from './words';

interface OwnDataProps {
  readonly token: string;
  /** Shown where there is a camera to be taught. */
  readonly teach?: ComponentChildren;
  readonly back?: () => void;
}

/** One's own trace of one session, what one says about it, and how to have it deleted. */
export function OwnData({ token, teach, back }: OwnDataProps) {
  const { data, problem, reload } = useOwnHistory(token);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section class="own" aria-labelledby="own-title">
      {/* Where it is a page of its own, no other heading says whose page. */}
      {back && data && <h1 class="visually-hidden">{data.session.title}</h1>}
      <header class="own-head">
        <div>
          <h2 id="own-title" ref={title} tabIndex={-1}>
            {t('own.title')}
          </h2>
          {data && <Lead data={data} />}
        </div>
        {back && (
          <button class="button quiet small" type="button" onClick={back}>
            {t('own.close')}
          </button>
        )}
      </header>
      {problem && (
        <div class="notice error" role="alert">
          <p>{problem.message}</p>
          <button class="button small" type="button" onClick={reload}>
            {t('own.retry')}
          </button>
        </div>
      )}
      {!data && !problem && (
        <p class="soft" role="status">
          {t('own.loading')}
        </p>
      )}
      {data && <Measured data={data} token={token} reload={reload} />}
      {teach}
      {data && <Keeping token={token} data={data} />}
    </section>
  );
}

function Lead({ data: { participant, session } }: { readonly data: OwnHistory }) {
  const { name } = participant;
  const at = session.started_at ?? participant.joined_at;
  return (
    <p class="soft small">
      {t('own.lead.course', { name, title: session.title, course: session.course })} · {dayAndTime(at)}
    </p>
  );
}

interface MeasuredProps {
  readonly data: OwnHistory;
  readonly token: string;
  readonly reload: () => void;
}

function Measured({ data, token, reload }: MeasuredProps) {
  const span = useSignal<Span | null>(null);
  const stretches = stretchesOf(data);
  const whole = spanOf(stretches);
  if (!whole) return <p class="soft own-empty">{t('own.empty')}</p>;
  return (
    <>
      <Totals data={data} />
      <Trace data={data} stretches={stretches} whole={whole} span={span} />
      <p class="small soft">
        {t('own.strip.help')} {isRunning(data) && t('own.live')}
      </p>
      {span.value && (
        <Chosen
          key={`${span.value.from} ${span.value.to}`}
          token={token}
          span={span.value}
          added={reload}
          close={() => (span.value = null)}
        />
      )}
      <StretchTable stretches={stretches} span={span} />
      <Notes token={token} notes={data.annotations} changed={reload} />
    </>
  );
}

function Totals({ data }: { readonly data: OwnHistory }) {
  const { attentiveness, known_share, counted, seconds } = data;
  const places = counted.filter(
    (state) => state === 'facing' || state === 'second_screen' || state === 'notes',
  );
  return (
    <div class="own-totals">
      <div>
        <p class="small soft">{t('own.facing.label')}</p>
        <p class="own-figure number">
          {attentiveness === null ? t('own.scarce') : percent(attentiveness)}{' '}
          <span class="small soft">{t('own.known', { known: percent(known_share ?? 0) })}</span>
        </p>
      </div>
      <ul class="own-legend small">
        {STATES.filter((state) => seconds[state] >= 1).map((state) => (
          <li key={state}>
            <StateMark state={state} /> {stateWords(state)}{' '}
            <span class="number soft">{duration(seconds[state])}</span>
          </li>
        ))}
      </ul>
      <p class="small soft own-means">
        {t('own.facing.help', {
          counted: places.map((place) => t(`counted.${place as 'facing'}`)).join(t('and')),
        })}
      </p>
    </div>
  );
}
