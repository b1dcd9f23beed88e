import { useState } from 'preact/hooks';
import { dayAndTime } from '../../shared/time';
import type { Session } from '../types';
import { copyText } from './clipboard';
import { t } from './words';

interface LinksProps {
  readonly sessions: readonly Session[];
  readonly session: Session | null;
  readonly choose: (session: Session | null) => void;
}

/** The personal links of one session: all at once, as a list. */
export function Links({ sessions, session, choose }: LinksProps) {
  const [told, setTold] = useState('');
  const joinable = sessions.filter((one) => one.clock === 'live' && one.status !== 'closed');
  if (!session || joinable.length === 0) return <p class="soft small">{t('roster.links.none')}</p>;
  const path = `/api/sessions/${session.id}/links`;
  const copy = async () => {
    const text = await fetch(path, { credentials: 'same-origin' }).then((answer) => answer.text());
    setTold(t((await copyText(text)) ? 'roster.copied' : 'roster.copy.refused'));
  };
  return (
    <div class="hour-links">
      <label class="field">
        <span>{t('roster.links')}</span>
        <select
          class="input"
          value={session.id}
          onChange={(event) =>
            choose(joinable.find((one) => one.id === Number(event.currentTarget.value)) ?? null)
          }
        >
          {joinable.map((one) => (
            <option key={one.id} value={one.id}>
              {one.starts_at === null ? one.title : `${one.title} · ${dayAndTime(one.starts_at)}`}
            </option>
          ))}
        </select>
      </label>
      <div class="row">
        <button type="button" class="button" onClick={() => void copy()}>
          {t('roster.links.copy')}
        </button>
        <a class="button" href={path} download>
          {t('roster.links.download')}
        </a>
      </div>
      <p class="small soft hour-told" role="status">
        {told}
      </p>
    </div>
  );
}

/** What comes after # is not sent to any server before the person joins, so no log holds it. */
export const personalLink = (session: Session, key: string): string =>
  `${new URL(session.join_url, location.href).href}#k=${key}`;
