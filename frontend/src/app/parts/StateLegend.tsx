import type { ComponentChildren } from 'preact';
import { STATES } from '../../shared/measures';
import { StateMark } from '../../shared/StateMark';
import { stateWords } from '../words';

interface StateLegendProps {
  readonly class?: string;
  /** What else the chart shows. */
  readonly children?: ComponentChildren;
}

/** What the colours and marks of a strip mean. */
export function StateLegend({ class: more = '', children }: StateLegendProps) {
  return (
    <p class={`legend ${more} small soft`}>
      {STATES.map((state) => (
        <span key={state} class="legend-item">
          <StateMark state={state} /> {stateWords(state)}
        </span>
      ))}
      {children}
    </p>
  );
}
