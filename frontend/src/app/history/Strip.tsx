import type { Signal } from '@preact/signals';
import { STATES } from '../../shared/measures';
import { duration } from '../../shared/time';
import { windowAt } from '../parts/ClassCurve';
import type { HistoryPerson } from '../types';
import { stateWords, t } from '../words';
import type { StripMode, TimeAxis } from './strip';
import { StripCanvas } from './StripCanvas';

interface StripProps {
  readonly person: HistoryPerson;
  readonly axis: TimeAxis;
  readonly mode: StripMode;
  readonly cursor: Signal<number | null>;
  readonly pointed: Signal<number | null>;
  readonly explain: (at: number) => void;
}

/** One person's session as a strip of colour over time. */
export function Strip({ person, axis, mode, cursor, pointed, explain }: StripProps) {
  const point = () => {
    pointed.value = person.id;
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      cursor.value = stepped(axis, cursor.value, step);
      point();
      event.preventDefault();
    } else if (event.key === 'Enter' && cursor.value !== null) explain(cursor.value);
  };
  return (
    <button
      type="button"
      class="strip"
      aria-label={t('history.row', { name: person.name, totals: totals(person) })}
      onPointerEnter={point}
      onFocus={point}
      onKeyDown={move}
      onClick={() => cursor.value !== null && explain(cursor.value)}
    >
      <StripCanvas person={person} axis={axis} mode={mode} />
    </button>
  );
}

/** The middle of the window next to the one pointed at; the first or last window when nothing is pointed at. */
export function stepped({ times, window_s }: TimeAxis, at: number | null, step: number): number {
  const from = at === null ? (step > 0 ? -1 : times.length) : windowAt(times, window_s, at);
  const next = Math.min(Math.max(from + step, 0), times.length - 1);
  return (times[next] ?? 0) + window_s / 2;
}

export function totals(person: HistoryPerson): string {
  const parts = STATES.filter((state) => (person.seconds[state] ?? 0) >= 1);
  return parts.map((state) => `${stateWords(state)} ${duration(person.seconds[state] ?? 0)}`).join(', ');
}
