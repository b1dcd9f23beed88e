/** Below this share of known time an average says too little about a person to be shown. */
export const ENOUGH_KNOWN = 0.5;

export const percent = (share: number): string => `${Math.round(share * 100)}\u202f%`;

/** Rounded first: there is no minus zero. */
export const degrees = (angle: number): string =>
  `${Math.round(angle) < 0 ? '−' : ''}${Math.abs(Math.round(angle))}°`;

/** "12° ± 3°": an angle with its standard deviation, where that is known. */
export const within = (angle: number, error: number | null): string =>
  error === null ? degrees(angle) : `${degrees(angle)}\u00a0±\u00a0${degrees(Math.max(error, 1))}`;

export const enoughKnown = (
  attentiveness: number | null,
  knownShare: number | null,
): attentiveness is number => attentiveness !== null && knownShare !== null && knownShare >= ENOUGH_KNOWN;
