import type { ReadonlySignal, Signal } from '@preact/signals';
import { Head } from '../../shared/Head';
import { StateMark } from '../../shared/StateMark';
import { stopwatch, unixSeconds } from '../../shared/time';
import { Attentiveness } from '../parts/Attentiveness';
import type { LivePerson } from '../types';
import { stateSentence, t } from '../words';

/** Longer than this without data from someone who is connected is said. */
const LATE_S = 8;

interface PersonProps {
  readonly person: Signal<LivePerson>;
  readonly now: ReadonlySignal<number>;
  readonly explain: (participant: number) => void;
}

export function PersonCard({ person: { value: person }, now, explain }: PersonProps) {
  return (
    <li class={person.connected ? 'person card' : 'person card gone'}>
      <button
        type="button"
        class="person-button"
        onClick={() => explain(person.id)}
        aria-label={t('why.open', { name: person.name })}
      />
      <PersonHead person={person} size={64} />
      <div class="person-facts">
        <p class="person-name" title={person.name}>
          {person.name}
        </p>
        <p class="person-state small">
          <StateMark state={person.state} />
          <span>{stateSentence(person.state, person.reason)}</span>
          <Held person={person} now={now} />
        </p>
        <Attentiveness attentiveness={person.attentiveness} knownShare={person.known_share} />
        <ConnectionLine person={person} now={now} />
      </div>
    </li>
  );
}

export function PersonHead({ person, size }: { readonly person: LivePerson; readonly size: number }) {
  const known = person.state !== 'unknown';
  return (
    <Head
      yaw={known ? person.yaw : null}
      pitch={known ? person.pitch : null}
      roll={person.roll}
      eyesClosed={person.state === 'eyes_closed'}
      size={size}
    />
  );
}

/** For how long the state has held; it goes on counting between updates. */
export function Held({ person, now }: { readonly person: LivePerson; readonly now: ReadonlySignal<number> }) {
  if (person.held_s === null || person.at === null) return null;
  const since = Math.max(0, now.value - unixSeconds(person.at));
  return <span class="held number faint">{stopwatch(person.held_s + (person.connected ? since : 0))}</span>;
}

export function ConnectionLine({
  person,
  now,
}: {
  readonly person: LivePerson;
  readonly now: ReadonlySignal<number>;
}) {
  if (!person.connected) return <span class="connection off tiny">{t('live.connection.off')}</span>;
  const silence = person.at === null ? 0 : now.value - unixSeconds(person.at);
  if (silence < LATE_S) return null;
  return (
    <span class="connection late tiny number">
      {t('live.connection.late', { length: stopwatch(silence) })}
    </span>
  );
}
