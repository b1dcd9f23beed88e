const scratch = new DataView(new ArrayBuffer(4));

/** The bits of the IEEE 754 half-precision number nearest to `value` (ties to even). */
export function float16Bits(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to infinity
  if (magnitude < 0x38800000) return sign | subnormalBits(Math.abs(value));
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function subnormalBits(magnitude: number): number {
  const steps = magnitude * 2 ** 24;
  const low = Math.floor(steps);
  const rest = steps - low;
  if (rest > 0.5 || (rest === 0.5 && low % 2 === 1)) return low + 1;
  return low;
}
