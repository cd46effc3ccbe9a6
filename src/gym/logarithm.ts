const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)
/** Which half of a double holds its sign and exponent: the second on every machine JavaScript runs on today. */
const TOP = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const TWO_TO_54 = 18014398509481984

/**
 * Natural logarithm from arithmetic alone, within one unit in the last place, so that every engine gives the same bits
 * (`Math.log` may differ between them). The method and coefficients are those of fdlibm's `e_log.c` (Sun
 * Microsystems): x = 2ᵏ(1 + f) with √½ < 1 + f < √2, then log(1 + f) by a polynomial in s = f / (2 + f).
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  let exponent = 0
  if (x < 2.2250738585072014e-308) {
    // Subnormal: scaled up so that the exponent field means what it says.
    x *= TWO_TO_54
    exponent = -54
  }
  double[0] = x
  const top = halves[TOP]
  exponent += (top >>> 20) - 1023
  const mantissa = top & 0x000f_ffff
  // 1 when 1 + f would be above √2: take half of it and one more power of two.
  const carry = (mantissa + 0x9_5f64) & 0x10_0000
  halves[TOP] = mantissa | (carry ^ 0x3ff0_0000)
  exponent += carry >>> 20
  const f = double[0] - 1

  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
  const odd =
    z *
    (0.666666666666673513 +
      w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)))
  const halfSquare = 0.5 * f * f
  return exponent * LN2_HIGH - (halfSquare - (s * (halfSquare + even + odd) + exponent * LN2_LOW) - f)
}
