import { useEffect, useMemo, useState } from 'preact/hooks';
import { MINUTE_S, unixSeconds, WINDOW_S } from '../../shared/time';
import { type Question, Why } from '../history/Why';
import { ClassPanel } from '../live/ClassPanel';
import { LiveClass } from '../live/LiveClass';
import { People } from '../live/People';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { JoinPanel } from '../parts/JoinCode';
import { SessionHead } from '../parts/SessionHead';
import { Link } from '../router';
import type { Session } from '../types';
import { t } from '../words';

export function LivePage({ id }: { readonly id: number }) {
  const live = useMemo(() => new LiveClass(id), [id]);
  useEffect(() => () => live.close(), [live]);
  const session = live.session.value;
  if (!session)
    return live.error.value ? <Problem error={live.error.value} retry={live.refresh} /> : <Loading />;
  return (
    <div class="page">
      <SessionHead session={session} page="live" changed={live.refresh} />
      <ConnectionNotice live={live} />
      <Stage session={session} live={live} />
    </div>
  );
}

/** What fits the session's hour: an invitation, the class, or the way to its history. */
function Stage({ session, live }: { readonly session: Session; readonly live: LiveClass }) {
  const [question, setQuestion] = useState<Question | null>(null);
  if (session.status === 'closed') return <Ended session={session} />;
  if (live.ids.value.length === 0 || session.status === 'planned') return <Invitation session={session} />;
  const explain = (participant: number) => {
    const person = live.person(participant).peek();
    if (person.at === null) return;
    const to = Math.ceil(unixSeconds(person.at) / WINDOW_S) * WINDOW_S;
    setQuestion({ participant, name: person.name, from: to - MINUTE_S, to });
  };
  return (
    <>
      <ClassPanel live={live} />
      <People live={live} explain={explain} />
      <p class="faint tiny">
        <Link to="/accuracy">{t('accuracy.title')}</Link>
      </p>
      {question && <Why question={question} close={() => setQuestion(null)} />}
    </>
  );
}

function Invitation({ session }: { readonly session: Session }) {
  const toJoin = session.status === 'planned' ? 'session.planned' : 'session.waiting';
  return (
    <div class="card invitation">
      <h2>{t(session.clock === 'recorded' ? 'session.waiting.import' : toJoin)}</h2>
      <JoinPanel session={session} />
    </div>
  );
}

function Ended({ session }: { readonly session: Session }) {
  return (
    <Empty title={t('session.status.closed')}>
      <p class="soft">{t('session.ended')}</p>
      <Link to={`/sessions/${session.id}/history`} class="button primary">
        {t('session.ended.go')}
      </Link>
    </Empty>
  );
}

function ConnectionNotice({ live }: { readonly live: LiveClass }) {
  const connection = live.connection.value;
  if (live.session.value?.status === 'closed' || connection === 'open' || connection === 'connecting')
    return null;
  return (
    <p class="notice small" role="status">
      {connection === 'reconnecting'
        ? t('live.reconnecting')
        : t('live.refused', { sentence: connection.refused })}
    </p>
  );
}
