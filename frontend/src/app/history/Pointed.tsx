import type { Signal } from '@preact/signals';
import { percent } from '../../shared/numbers';
import { StateMark } from '../../shared/StateMark';
import { timeWithSeconds } from '../../shared/time';
import { windowAt } from '../parts/ClassCurve';
import type { HistoryPerson } from '../types';
import { stateWords, t } from '../words';
import type { TimeAxis } from './strip';

interface PointedProps {
  readonly people: readonly HistoryPerson[];
  readonly axis: TimeAxis;
  readonly cursor: Signal<number | null>;
  readonly pointed: Signal<number | null>;
  /** What else is to be known while nothing is pointed at. */
  readonly note?: string;
}

/** The values under the pointer or the keyboard's cursor; a hint while there are none. */
export function Pointed({ people, axis, cursor, pointed, note = '' }: PointedProps) {
  const person = people.find(({ id }) => id === pointed.value);
  const at = cursor.value;
  if (!person || at === null)
    return (
      <p class="readout small faint">
        {t('history.hint')} {note}
      </p>
    );
  const i = windowAt(axis.times, axis.window_s, at);
  const state = person.windows.state[i] ?? null;
  return (
    <p class="readout small number" aria-live="polite">
      <strong>{person.name}</strong> {timeWithSeconds(axis.times[i] ?? at)}{' '}
      {state === null ? (
        t('history.absent')
      ) : (
        <>
          <StateMark state={state} /> {stateWords(state)} · {valueWords(person, i)}
        </>
      )}
    </p>
  );
}

function valueWords({ windows }: HistoryPerson, i: number): string {
  const attentiveness = windows.attentiveness[i] ?? null;
  const known = t('measure.known', { known: percent(windows.known_share[i] ?? 0) });
  return attentiveness === null
    ? `${t('measure.scarce')}, ${known}`
    : `${t('measure.attentiveness')} ${percent(attentiveness)}, ${known}`;
}
