import { type State, stateColour } from './measures';

/** Each state has a shape of its own, so that colour never stands alone. */
const SHAPES: Record<State, string> = {
  facing: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z',
  second_screen: 'M6 1a5 5 0 0 1 0 10Z',
  notes: 'M1 6a5 5 0 0 0 10 0Z',
  away: 'M6 1 11 11H1Z',
  eyes_closed: 'M1.5 4.8h9a1.2 1.2 0 0 1 0 2.4h-9a1.2 1.2 0 0 1 0-2.4Z',
  unknown: '',
};

export function StateMark({ state, size = 12 }: { readonly state: State; readonly size?: number }) {
  const tint = `var(${stateColour(state)})`;
  const ringed = state === 'second_screen' || state === 'notes';
  return (
    <svg
      class="state-mark"
      viewBox="0 0 12 12"
      width={size}
      height={size}
      style={{ color: tint }}
      aria-hidden="true"
    >
      {state === 'unknown' && <circle class="state-unknown-ring" cx="6" cy="6" r="4.4" />}
      {ringed && <circle class="state-ring" cx="6" cy="6" r="4.5" />}
      {state !== 'unknown' && <path d={SHAPES[state]} fill="currentColor" />}
    </svg>
  );
}
