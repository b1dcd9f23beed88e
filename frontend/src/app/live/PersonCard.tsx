import type { ReadonlySignal, Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Head } from '../../shared/Head';
import { StateMark } from '../../shared/StateMark';
import { stopwatch, unixSeconds } from '../../shared/time';
import { Attentiveness } from '../parts/Attentiveness';
import type { LivePerson } from '../types';
import { stateSentence, t } from '../words';
import { stateNow } from './LiveClass';
import { Quality } from './Quality';
import { STILL, useShown, whileShown } from './shown';

/** Longer than this without data from someone who is connected is said. */
const LATE_S = 8;

interface PersonProps {
  readonly person: Signal<LivePerson>;
  readonly now: ReadonlySignal<number | null>;
  readonly explain: (participant: number) => void;
}

export function PersonCard({ person: current, now: clock, explain }: PersonProps) {
  const card = useRef<HTMLLIElement>(null);
  const shown = useShown(card);
  const person = whileShown(shown, current);
  const now = shown.value ? clock : STILL;
  return (
    <li ref={card} class={person.connected ? 'person card' : 'person card gone'}>
      <button
        type="button"
        class="person-button"
        onClick={() => explain(person.id)}
        aria-label={t('why.open', { name: person.name })}
      />
      <PersonHead person={person} size={66} />
      <div class="person-facts">
        <p class="person-title">
          <span class="person-name" title={person.name}>
            {person.name}
          </span>
          <ConnectionLine person={person} now={now} />
          <Quality person={person} />
        </p>
        <p class="person-state small">
          <StateWords person={person} />
          <Held person={person} now={now} />
        </p>
        <Attentiveness attentiveness={person.attentiveness} knownShare={person.known_share} />
      </div>
    </li>
  );
}

export function PersonHead({ person, size }: { readonly person: LivePerson; readonly size: number }) {
  const { state } = stateNow(person);
  const known = state !== 'unknown';
  return (
    <Head
      yaw={known ? person.yaw : null}
      pitch={known ? person.pitch : null}
      roll={person.roll}
      eyesClosed={state === 'eyes_closed'}
      beyond={known && person.out_of_range}
      size={size}
    />
  );
}

export function StateWords({ person }: { readonly person: LivePerson }) {
  const { state, reason } = stateNow(person);
  const words = stateSentence(state, reason);
  return (
    <>
      <StateMark state={state} />
      <span title={words}>{words}</span>
      {state !== 'unknown' && person.out_of_range && (
        <span class="faint" role="img" title={t('live.beyond')} aria-label={t('live.beyond')}>
          ≥
        </span>
      )}
    </>
  );
}

interface Timed {
  readonly person: LivePerson;
  readonly now: ReadonlySignal<number | null>;
}

/** For how long the state has held; it goes on counting between updates. */
export function Held({ person, now }: Timed) {
  if (!person.connected || person.held_s === null) return null;
  return <span class="held number faint">{stopwatch(person.held_s + silence(person, now))}</span>;
}

export function ConnectionLine({ person, now }: Timed) {
  if (!person.connected || silence(person, now) < LATE_S) return null;
  const length = stopwatch(silence(person, now));
  return <span class="connection late tiny number">{t('live.connection.late', { length })}</span>;
}

/** Seconds since the person's last data. */
function silence(person: LivePerson, now: Timed['now']): number {
  return person.at === null || now.value === null ? 0 : Math.max(0, now.value - unixSeconds(person.at));
}
