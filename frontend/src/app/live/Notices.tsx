import { useComputed } from '@preact/signals';
import { degrees, percent } from '../../shared/numbers';
import { StateMark } from '../../shared/StateMark';
import { duration, MINUTE_S, timeOfDay, unixSeconds } from '../../shared/time';
import type { State } from '../../shared/measures';
import { t } from '../words';
import type { LiveClass } from './LiveClass';
import { MINIMUM_PEOPLE, type Notice, notices, type PersonNotice, type Since } from './notices';
import { tLive } from './words';

interface NoticesProps {
  readonly live: LiveClass;
  readonly show: (state: State) => void;
  readonly explain: (participant: number) => void;
}

/** What stands out, in sentences; looked for once a second, and not at all where the clock is that of a recording. */
export function Notices({ live, show, explain }: NoticesProps) {
  // A text, so that the same sentences a second later paint nothing.
  const found = useComputed(() => JSON.stringify(noticesOf(live)));
  const told = JSON.parse(found.value) as Notice[];
  return (
    <section class="notices" aria-label={tLive('notices.title')}>
      <h2>{tLive('notices.title')}</h2>
      {told.length === 0 && <p class="soft small">{nothing(live)}</p>}
      <ul aria-live="polite" aria-relevant="additions">
        {told.map((notice) => (
          <li key={notice.key} class="notice-line small">
            <span class="notice-mark">{markOf(notice) && <StateMark state={markOf(notice)!} />}</span>
            <span>
              {sentence(notice)} <More notice={notice} show={show} explain={explain} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function noticesOf(live: LiveClass): Notice[] {
  const now = live.now.value;
  if (now === null) return [];
  const known = { curve: live.curve.value, markers: live.markers.value, breaks: live.breaks.value };
  return notices({ now, people: live.everyone(), ...known }).map(inWholeMinutes);
}

/** Sentences change once a minute at most. */
const inWholeMinutes = <Any extends Notice>(notice: Any): Any =>
  'seconds' in notice ? { ...notice, seconds: Math.floor(notice.seconds / MINUTE_S) * MINUTE_S } : notice;

function nothing(live: LiveClass): string {
  const started = live.session.value?.started_at;
  if (live.pause.value) return tLive('notices.break');
  if (started && live.now.value !== null && live.now.value - unixSeconds(started) < 2 * MINUTE_S)
    return tLive('notices.early');
  if (live.showsPeople.value && live.ids.value.length < MINIMUM_PEOPLE) return tLive('notices.few');
  return tLive('notices.none');
}

function markOf(notice: Notice): State | null {
  if (notice.kind === 'state' || notice.kind === 'person') return notice.state;
  return notice.kind === 'curve' ? null : 'unknown';
}

export function sentence(notice: Notice): string {
  switch (notice.kind) {
    case 'state': {
      const { state, n, of, seconds, since } = notice;
      return tLive.count(`notices.state.${state}`, n, { of, length: duration(seconds), since: words(since) });
    }
    case 'unseen': {
      const reasons = notice.reasons.map(([reason, n]) =>
        tLive('notices.reason', { reason: t(`reason.${reason}`), n }),
      );
      const facts = { of: notice.of, length: duration(notice.seconds), reasons: reasons.join(', ') };
      return tLive.count('notices.unseen', notice.n, facts);
    }
    case 'gone':
      return tLive.count('notices.gone', notice.n, { of: notice.of });
    case 'curve': {
      const facts = { from: percent(notice.from), to: percent(notice.to), n: notice.n };
      return tLive(notice.to < notice.from ? 'notices.fell' : 'notices.rose', {
        ...facts,
        since: words(notice.since),
      });
    }
    case 'person':
      return ofPerson(notice);
  }
}

function words(since: Since): string {
  if (since === null) return '';
  return 'marker' in since
    ? tLive('notices.since.marker', { marker: since.marker })
    : tLive('notices.since.time', { time: timeOfDay(since.at) });
}

function ofPerson({ name, state, reason, seconds, turned, beyond, certain }: PersonNotice): string {
  const facts = {
    name,
    length: duration(seconds),
    certainty: tLive(certain ? 'notices.certain' : 'notices.uncertain'),
    reason: t(`reason.${reason}`),
  };
  if (state !== 'away') return tLive(`notices.person.${state}`, facts);
  if (turned === null) return tLive('notices.person.away.unposed', facts);
  const turn = tLive(beyond ? 'notices.turn.beyond' : 'notices.turn', { angle: degrees(turned) });
  return tLive('notices.person.away', { ...facts, turn });
}

function More({ notice, show, explain }: Omit<NoticesProps, 'live'> & { readonly notice: Notice }) {
  if (notice.kind === 'person')
    return (
      <button type="button" class="link-button" onClick={() => explain(notice.id)}>
        {tLive('notices.why')}
      </button>
    );
  const state = markOf(notice);
  if (state === null) return null;
  return (
    <button type="button" class="link-button" onClick={() => show(state)}>
      {tLive('notices.show')}
    </button>
  );
}
