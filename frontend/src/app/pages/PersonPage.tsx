import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { percent } from '../../shared/numbers';
import { dayAndTime, timeOfDay } from '../../shared/time';
import { minuteAround } from '../history/PersonRow';
import { Figures, Panel } from '../history/Panel';
import { Pointed } from '../history/Pointed';
import { Sessions } from '../history/Sessions';
import { Strip } from '../history/Strip';
import type { TimeAxis } from '../history/strip';
import { trendWords } from '../history/trend';
import { type Asked, askedIn, whyQuery } from '../history/view';
import { Why } from '../history/Why';
import { tHistory as h } from '../history/words';
import { useLoaded } from '../load';
import { Attentiveness } from '../parts/Attentiveness';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { TimeArea } from '../parts/TimeArea';
import { StateLegend } from '../parts/StateLegend';
import { Link, look, lookInto, query } from '../router';
import type { HistoryPerson, PersonPast, PersonSession } from '../types';
import { t } from '../words';

/** One person across the sessions of a course: for themselves, or for a host who may see single people. */
export function PersonPage({ id }: { readonly id: number }) {
  const { data: past, error, reload } = useLoaded<PersonPast>(`/api/participants/${id}/history`);
  if (error && !past) return <Problem error={error} retry={reload} />;
  if (!past) return <Loading />;
  const asked = askedIn(query.value);
  const isTheirs = past.sessions.some(({ participant }) => participant === asked?.participant);
  return (
    <div class="page">
      <div>
        {past.hosts && (
          <p class="crumbs small">
            <Link to="/">{t('courses.title')}</Link>
            <span class="faint" aria-hidden="true">
              /
            </span>
            <Link to={`/courses/${past.course.id}`}>{past.course.title}</Link>
            <span class="faint" aria-hidden="true">
              /
            </span>
            <Link to={`/courses/${past.course.id}/history`}>{h('course.title')}</Link>
          </p>
        )}
        <h1>{past.name}</h1>
        {!past.hosts && <p class="soft">{past.course.title}</p>}
        {past.own && (
          <p class="soft small">{h('person.own', { host: past.hosts ? '' : h('person.own.host') })}</p>
        )}
        {past.by === 'name' && past.sessions.length > 1 && <p class="soft small">{h('person.by.name')}</p>}
      </div>
      {past.sessions.every(({ times }) => times.length === 0) ? (
        <Empty title={h('person.empty')} />
      ) : (
        <>
          <Course past={past} />
          <Panel title={h('person.strips')} class="person-strips">
            <ol>
              {past.sessions.map((one) => (
                <Session
                  key={one.participant}
                  one={one}
                  name={past.name}
                  opens={past.hosts}
                  explain={(wanted) => lookInto(whyQuery(wanted))}
                />
              ))}
            </ol>
            <StateLegend />
          </Panel>
        </>
      )}
      {asked && isTheirs && (
        <Why question={{ ...asked, name: past.name }} close={() => look({ why: null })} />
      )}
    </div>
  );
}

function Course({ past }: { readonly past: PersonPast }) {
  const figure = ({ attentiveness }: PersonSession) =>
    attentiveness === null ? t('measure.scarce') : percent(attentiveness);
  const known = past.sessions.flatMap(({ attentiveness }) => (attentiveness === null ? [] : [attentiveness]));
  const words = known.length
    ? h.count('person.summary', known.length, {
        low: percent(Math.min(...known)),
        high: percent(Math.max(...known)),
      })
    : t('measure.scarce');
  return (
    <Panel title={h('person.figures')} means={['attentiveness', 'known', 'trend']}>
      <p class="trend-words">{trendWords(past.trend)}</p>
      <Sessions
        opens={past.hosts}
        trend={past.trend}
        label={words}
        dots={past.sessions.map((one) => ({
          id: one.session.id,
          title: one.session.title,
          at: one.session.started_at,
          value: one.attentiveness,
          words: `${one.session.title}: ${figure(one)}`,
        }))}
      />
      <p class="soft small">{words}</p>
      <Figures
        label={h('table')}
        head={[
          h('course.column.session'),
          h('course.column.when'),
          t('measure.attentiveness'),
          t('measure.knownshare'),
        ]}
        rows={past.sessions.map((one) => [
          one.session.title,
          one.session.started_at === null ? '–' : dayAndTime(one.session.started_at),
          figure(one),
          one.known_share === null ? '–' : percent(one.known_share),
        ])}
      />
    </Panel>
  );
}

interface SessionProps {
  readonly one: PersonSession;
  readonly name: string;
  readonly opens: boolean;
  readonly explain: (asked: Asked) => void;
}

/** What the person did in a session, as a strip of it, with what they said about it. */
function Session({ one, name, opens, explain }: SessionProps) {
  const cursor = useSignal<number | null>(null);
  const pointed = useSignal<number | null>(null);
  const { times, window_s, participant, session } = one;
  const axis: TimeAxis = useMemo(
    () => ({ times, window_s, from: times[0] ?? 0, to: (times.at(-1) ?? 0) + window_s }),
    [times, window_s],
  );
  const person: HistoryPerson = useMemo(
    () => ({ ...one, id: participant, name, joined_at: null }),
    [one, participant, name],
  );
  const ask = (from: number, to: number) => explain({ participant, from, to });
  return (
    <li class="person-session">
      <div class="person-session-head">
        {opens ? (
          <Link to={`/sessions/${session.id}/history`}>{session.title}</Link>
        ) : (
          <span>{session.title}</span>
        )}
        <span class="faint small number">
          {session.started_at !== null && dayAndTime(session.started_at)}
        </span>
      </div>
      {times.length > 0 && (
        <div class="person-session-body">
          <TimeArea from={axis.from} to={axis.to} cursor={cursor} class="person-time">
            <Strip
              person={person}
              axis={axis}
              mode="state"
              cursor={cursor}
              pointed={pointed}
              explain={(at) => ask(...minuteAround(axis, at))}
            />
          </TimeArea>
          <button type="button" class="history-total" onClick={() => ask(axis.from, axis.to)}>
            <span class="visually-hidden">{h('person.why', { session: session.title })}</span>
            <Attentiveness attentiveness={one.attentiveness} knownShare={one.known_share} />
          </button>
          <div class="person-pointed">
            {pointed.value !== null && (
              <Pointed people={[person]} axis={axis} cursor={cursor} pointed={pointed} />
            )}
          </div>
        </div>
      )}
      {one.annotations.length > 0 && (
        <ul class="said small" aria-label={h('person.said')}>
          {one.annotations.map((said) => (
            <li key={`${said.from} ${said.label}`}>
              <span class="number soft">
                {timeOfDay(said.from)} – {timeOfDay(said.to)}
              </span>{' '}
              {said.label}
              {said.text && `: ${said.text}`}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
