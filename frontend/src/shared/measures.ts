/** The states and reasons of `analysis.types`, by their names on the wire (tests/frontend compares). */
export const STATES = ['facing', 'second_screen', 'notes', 'away', 'eyes_closed', 'unknown'] as const;
export type State = (typeof STATES)[number];

export const REASONS = [
  'known',
  'no_face',
  'several_faces',
  'too_small',
  'too_dark',
  'blurred',
  'cut_off',
  'camera_off',
  'no_frames',
  'paused',
  'disconnected',
  'uncalibrated',
  'withdrawn',
] as const;
export type Reason = (typeof REASONS)[number];

export const stateColour = (state: State) => `--state-${state.replace('_', '-')}` as const;
