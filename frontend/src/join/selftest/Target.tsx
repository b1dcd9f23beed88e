import type { State } from '../../shared/measures';
import { STATE_ON } from '../../shared/calibration';
import { StateMark } from '../../shared/StateMark';
import type { Look } from './plan';
import type { Moment } from './run';

export const STATE_OF = {
  ...STATE_ON,
  aside: 'away',
} as const satisfies Record<Look['at'], State>;

interface TargetProps {
  readonly look: Look;
  readonly part: Moment['part'];
}

/** What to look at: a dot, with a ring that fills while one stays. */
export function Target({ look: { at, holdMs }, part }: TargetProps) {
  return (
    <div class={`target ${part}`}>
      <svg viewBox="0 0 120 120" aria-hidden="true">
        <circle class="target-way" cx="60" cy="60" r="54" />
        {part === 'hold' && (
          <circle
            class="target-done"
            cx="60"
            cy="60"
            r="54"
            pathLength="100"
            style={{ animationDuration: `${holdMs}ms` }}
          />
        )}
      </svg>
      <StateMark state={STATE_OF[at]} size={at === 'screen' ? 26 : 44} />
    </div>
  );
}
