/** Mesh indices of the point set "compact"; equal to analysis.types.COMPACT_INDICES (tests/frontend compares). */
// prettier-ignore
export const COMPACT_INDICES: readonly number[] = [
  4, 6, 10, 33, 54, 67, 117, 119, 121, 127, 129, 132, 133, 136, 143, 144,
  145, 147, 152, 153, 154, 157, 158, 159, 160, 161, 163, 198, 205, 234, 263, 284,
  297, 346, 348, 350, 356, 358, 361, 362, 365, 372, 373, 374, 376, 380, 381, 384,
  385, 386, 387, 388, 390, 420, 425, 454, 468, 469, 470, 471, 472, 473, 474, 475,
  476, 477,
];
