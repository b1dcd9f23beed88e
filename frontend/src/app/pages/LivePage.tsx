import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { State } from '../../shared/measures';
import { MINUTE_S, unixSeconds, WINDOW_S } from '../../shared/time';
import { type Question, Why } from '../history/Why';
import { ClassPanel } from '../live/ClassPanel';
import { ConnectionNotice } from '../live/ConnectionNotice';
import { LiveClass } from '../live/LiveClass';
import { People } from '../live/People';
import { RemovePerson } from '../live/RemovePerson';
import { tLive } from '../live/words';
import { Measuring } from '../recordings/Measuring';
import { Empty, Loading, Problem } from '../parts/Feedback';
import { JoinPanel } from '../parts/JoinCode';
import { SessionHead } from '../parts/SessionHead';
import { Link, look } from '../router';
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
      <SessionHead
        session={session}
        page="live"
        changed={live.refresh}
        markers={live.markers.value}
        pause={live.pause.value}
      />
      <ConnectionNotice live={live} />
      <Stage session={session} live={live} />
    </div>
  );
}

interface StageProps {
  readonly session: Session;
  readonly live: LiveClass;
}

/** What fits the session's hour: an invitation, the class, or the way to its history. */
function Stage({ session, live }: StageProps) {
  if (session.status === 'closed') return <Ended session={session} />;
  if (session.measuring !== null) return <Measuring session={session} share={session.measuring} />;
  if (session.participants === 0 || session.status === 'planned') return <Invitation session={session} />;
  return <UnderWay live={live} />;
}

function UnderWay({ live }: Pick<StageProps, 'live'>) {
  const [question, setQuestion] = useState<Question | null>(null);
  const explain = useCallback(
    (participant: number) => {
      const person = live.person(participant).peek();
      if (person.at === null) return;
      const to = Math.ceil(unixSeconds(person.at) / WINDOW_S) * WINDOW_S;
      setQuestion({ participant, name: person.name, from: to - MINUTE_S, to });
    },
    [live],
  );
  const show = useCallback((state: State) => {
    look({ state });
    document.getElementById('people')?.scrollIntoView({ block: 'start' });
  }, []);
  const close = () => setQuestion(null);
  const removed = () => {
    close();
    void live.refresh();
  };
  return (
    <>
      <ClassPanel live={live} show={show} explain={explain} />
      {live.showsPeople.value && <People live={live} explain={explain} />}
      {!live.showsPeople.value && !live.timelines.value && <ClassOnly />}
      {question && (
        <Why
          question={question}
          close={close}
          actions={
            <div class="why-actions">
              <RemovePerson id={question.participant} name={question.name} removed={removed} />
            </div>
          }
        />
      )}
    </>
  );
}

function ClassOnly() {
  return (
    <Empty title={tLive('class.only.title')}>
      <p class="soft">{tLive('class.only')}</p>
    </Empty>
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
