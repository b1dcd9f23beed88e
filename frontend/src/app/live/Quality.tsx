import type { LivePerson } from '../types';
import { stateNow } from './LiveClass';
import { tLive } from './words';

/** The thresholds of what can be relied on: below the last one, a measure says little. */
const LEVELS = [
  ['good', 0.6, 3],
  ['fair', 0.3, 2],
  ['poor', 0, 1],
] as const;

interface QualityProps {
  readonly person: LivePerson;
  readonly words?: boolean;
}

/** How good the picture of somebody is for measuring, as bars, and in words where there is room. */
export function Quality({ person, words = false }: QualityProps) {
  const { quality } = person;
  if (quality === null || stateNow(person).state === 'unknown')
    return words ? <span class="faint">–</span> : null;
  const [name, , bars] = LEVELS.find(([, least]) => quality >= least) ?? LEVELS[2];
  const label = `${tLive(`quality.${name}`)}: ${tLive('quality.label', { value: Math.round(quality * 100) })}`;
  return (
    <span class={`quality ${name}`} title={label}>
      <svg viewBox="0 0 12 12" width="12" height="12" role="img" aria-label={label}>
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            class={bar < bars ? 'quality-bar' : 'quality-bar off'}
            x={bar * 4 + 0.5}
            y={8 - bar * 3}
            width="3"
            height={4 + bar * 3}
            rx="0.8"
          />
        ))}
      </svg>
      {words && <span class="tiny soft">{tLive(`quality.${name}`)}</span>}
    </span>
  );
}
