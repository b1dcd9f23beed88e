import type { Signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { patch } from '../../shared/api';
import { timeOfDay } from '../../shared/time';
import { MINUTE_S } from '../../shared/time';
import { Attentiveness } from '../parts/Attentiveness';
import { isFocusLost, takeFocus } from '../parts/takeFocus';
import { useAction } from '../parts/useAction';
import { Link } from '../router';
import type { HistoryPerson } from '../types';
import { t } from '../words';
import { tHistory } from './words';
import { Strip } from './Strip';
import type { StripMode, TimeAxis } from './strip';

interface PersonRowProps {
  readonly person: HistoryPerson;
  /** Of the part that is shown. */
  readonly axis: TimeAxis;
  /** Of the whole session, over which the total is taken. */
  readonly whole: TimeAxis;
  readonly mode: StripMode;
  readonly cursor: Signal<number | null>;
  readonly pointed: Signal<number | null>;
  readonly renamed: () => void;
  readonly explain: (person: HistoryPerson, from: number, to: number) => void;
}

export function PersonRow({ person, axis, whole, mode, cursor, pointed, renamed, explain }: PersonRowProps) {
  const around = (at: number) => explain(person, ...minuteAround(axis, at));
  return (
    <li class="history-row">
      <PersonName person={person} since={arrival(person, axis)} renamed={renamed} />
      <Strip person={person} axis={axis} mode={mode} cursor={cursor} pointed={pointed} explain={around} />
      <button type="button" class="history-total" onClick={() => explain(person, whole.from, whole.to)}>
        <span class="visually-hidden">{t('why.open', { name: person.name })}</span>
        <Attentiveness attentiveness={person.attentiveness} knownShare={person.known_share} />
      </button>
    </li>
  );
}

/** The minute around a window, on the windows' edges; a window of a minute is its own. */
export function minuteAround({ from, to, window_s }: TimeAxis, at: number): [number, number] {
  const window = from + Math.floor((at - from) / window_s) * window_s;
  const start = window - Math.floor((MINUTE_S - window_s) / 2 / window_s) * window_s;
  return [Math.max(from, start), Math.min(to, start + Math.max(MINUTE_S, window_s))];
}

/** When the person's first window began: in a recording nobody joins. */
function arrival(person: HistoryPerson, { times }: TimeAxis): number | null {
  return times[person.windows.state.findIndex((state) => state !== null)] ?? null;
}

interface PersonNameProps {
  readonly person: HistoryPerson;
  readonly since: number | null;
  readonly renamed: () => void;
}

function PersonName({ person, since, renamed }: PersonNameProps) {
  const [name, setName] = useState<string | null>(null);
  const wasOpen = useRef(false);
  if (name !== null) wasOpen.current = true;
  const { busy, error, run } = useAction();
  const save = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      if (name?.trim() && name.trim() !== person.name) {
        await patch(`/api/participants/${person.id}`, { name: name.trim() });
        renamed();
      }
      setName(null);
    });
  };
  if (name === null) {
    return (
      <span class="history-who">
        <button
          type="button"
          class="history-name"
          ref={(button) => {
            if (button && wasOpen.current && isFocusLost()) button.focus();
          }}
          title={t('history.rename', { name: person.name })}
          onClick={() => setName(person.name)}
        >
          <span class="history-name-text">{person.name}</span>
          {since !== null && <span class="faint tiny number">{timeOfDay(since)}</span>}
        </button>
        <Link
          to={`/participants/${person.id}`}
          class="history-more"
          label={tHistory('person.open', { name: person.name })}
        >
          <span aria-hidden="true">↗</span>
        </Link>
      </span>
    );
  }
  return (
    <form
      class="history-rename"
      onSubmit={save}
      onKeyDown={(event) => event.key === 'Escape' && setName(null)}
    >
      <input
        class="input small"
        aria-label={t('history.name')}
        ref={takeFocus}
        maxLength={120}
        required
        value={name}
        disabled={busy}
        title={error?.message}
        aria-invalid={error !== null}
        onInput={(event) => setName(event.currentTarget.value)}
        onBlur={save}
      />
    </form>
  );
}
