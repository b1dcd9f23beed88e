import type { Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { STATES, stateColour } from '../../shared/measures';
import { duration, timeWithSeconds } from '../../shared/time';
import { chosen, type OwnHistory, type Span, type Stretch } from './history';
import { stateWords, t } from './words';

interface TraceProps {
  readonly data: OwnHistory;
  readonly stretches: readonly Stretch[];
  readonly whole: Span;
  readonly span: Signal<Span | null>;
}

/** The states as a strip over time, what one noted below it, and the attentiveness as a curve. */
export function Trace({ data, stretches, whole, span }: TraceProps) {
  const begun = useRef<number | null>(null);
  const at = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return whole.from + share * (whole.to - whole.from);
  };
  const choose = (event: PointerEvent) => {
    if (begun.current !== null) span.value = chosen(whole, data.window_s, begun.current, at(event));
  };
  const label = t('own.strip', {
    from: timeWithSeconds(whole.from),
    to: timeWithSeconds(whole.to),
    totals: STATES.filter((state) => data.seconds[state] >= 1)
      .map((state) => `${stateWords(state)} ${duration(data.seconds[state])}`)
      .join(', '),
  });
  return (
    <figure class="trace">
      <div
        class="trace-strip"
        role="img"
        aria-label={label}
        onPointerDown={(event) => {
          begun.current = at(event);
          event.currentTarget.setPointerCapture(event.pointerId);
          choose(event);
        }}
        onPointerMove={choose}
        onPointerUp={() => (begun.current = null)}
        onPointerCancel={() => (begun.current = null)}
      >
        {stretches.map((stretch) => (
          <span
            key={stretch.from}
            class={stretch.state === 'unknown' ? 'trace-state hatched' : 'trace-state'}
            style={{
              ...placed(stretch, whole),
              backgroundColor: stretch.state === 'unknown' ? undefined : `var(${stateColour(stretch.state)})`,
            }}
            title={stateWords(stretch.state)}
          />
        ))}
        {span.value && <span class="trace-chosen" style={placed(span.value, whole)} />}
      </div>
      <div class="trace-notes" aria-hidden="true">
        {data.annotations.map((note) => (
          <span
            key={note.id}
            class={`trace-note ${note.kind}`}
            style={placed(note, whole)}
            title={note.text || note.label}
          />
        ))}
      </div>
      <Curve data={data} whole={whole} />
      <figcaption class="trace-times tiny faint number">
        <span>{timeWithSeconds(whole.from)}</span>
        <span>{timeWithSeconds(whole.to)}</span>
      </figcaption>
    </figure>
  );
}

function placed(part: Span, whole: Span) {
  const length = whole.to - whole.from;
  const [from, to] = [Math.max(part.from, whole.from), Math.min(part.to, whole.to)];
  return {
    left: `${(100 * (from - whole.from)) / length}%`,
    width: `${Math.max(0, (100 * (to - from)) / length)}%`,
  };
}

/** A level for each window, with gaps where there is none; the table tells the same. */
function Curve({ data, whole }: Pick<TraceProps, 'data' | 'whole'>) {
  return (
    <div class="trace-curve">
      <span class="tiny faint">{t('own.curve')}</span>
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        <path class="trace-grid" d="M0 0H1000M0 50H1000M0 100H1000" />
        <path class="trace-line" d={steps(data, whole)} />
      </svg>
    </div>
  );
}

export function steps({ times, window_s, windows }: OwnHistory, { from, to }: Span): string {
  const x = (at: number) => Math.round((1000 * (at - from)) / (to - from));
  return times
    .flatMap((at, i) => {
      const value = windows.attentiveness[i];
      if (value === null || value === undefined) return [];
      const before = i > 0 ? windows.attentiveness[i - 1] : null;
      const pen = before === null || before === undefined ? 'M' : 'L';
      const y = Math.round(100 * (1 - value));
      return [`${pen}${x(at)} ${y}H${x(at + window_s)}`];
    })
    .join('');
}
