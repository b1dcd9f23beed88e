/** What a person's self-test says, as `engagement/services/calibration.py` tells it. */
export interface Calibration {
  readonly sentences: readonly string[];
}
