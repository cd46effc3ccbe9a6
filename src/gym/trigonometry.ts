/**
 * Sine, cosine and arctangent from polynomials, so that what is computed has the same bits in every JavaScript engine:
 * `Math.sin` and its like may differ in the last bit between engines and between versions of one.
 * Only additions, multiplications, divisions and `Math.round` are used, all of which IEEE 754 fixes exactly.
 *
 * Coefficients and reductions: fdlibm 5.3 (`k_sin.c`, `k_cos.c`, `s_atan.c`), Sun Microsystems, freely distributable.
 * Good to about 1 ulp for |angle| < 10⁵ rad.
 */

const HALF_PI_HIGH = 1.57079632673412561417
const HALF_PI_LOW = 6.07710050650619224932e-11
const TWO_OVER_PI = 6.36619772367581382433e-1

/** sin(x) for |x| ≤ π/4. */
function kernelSine(x: number): number {
  const z = x * x
  const tail =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))
  return x + z * x * (-1.66666666666666324348e-1 + z * tail)
}

/** cos(x) for |x| ≤ π/4. */
function kernelCosine(x: number): number {
  const z = x * x
  const tail =
    4.16666666666666019037e-2 +
    z *
      (-1.38888888888741095749e-3 +
        z *
          (2.48015872894767294178e-5 +
            z *
              (-2.75573143513906633035e-7 +
                z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11))))
  return 1 - 0.5 * z + z * z * tail
}

/** Sine of an angle in radians. */
export function sine(angle: number): number {
  const quarter = Math.round(angle * TWO_OVER_PI)
  const x = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW
  switch (quarter & 3) {
    case 0:
      return kernelSine(x)
    case 1:
      return kernelCosine(x)
    case 2:
      return -kernelSine(x)
    default:
      return -kernelCosine(x)
  }
}

/** Cosine of an angle in radians. */
export function cosine(angle: number): number {
  const quarter = Math.round(angle * TWO_OVER_PI)
  const x = angle - quarter * HALF_PI_HIGH - quarter * HALF_PI_LOW
  switch (quarter & 3) {
    case 0:
      return kernelCosine(x)
    case 1:
      return -kernelSine(x)
    case 2:
      return -kernelCosine(x)
    default:
      return kernelSine(x)
  }
}

/** atan(x) for 0 ≤ x. */
function arctangentOfPositive(x: number): number {
  let reduced = x
  let high = 0
  let low = 0
  if (x >= 2.4375) {
    reduced = -1 / x
    high = 1.570796326794896558
    low = 6.12323399573676603587e-17
  } else if (x >= 1.1875) {
    reduced = (x - 1.5) / (1 + 1.5 * x)
    high = 9.82793723247329054082e-1
    low = 1.39033110312309984516e-17
  } else if (x >= 0.6875) {
    reduced = (x - 1) / (x + 1)
    high = 7.85398163397448278999e-1
    low = 3.06161699786838301793e-17
  } else if (x >= 0.4375) {
    reduced = (2 * x - 1) / (2 + x)
    high = 4.63647609000806093515e-1
    low = 2.26987774529616870924e-17
  }
  const z = reduced * reduced
  const w = z * z
  const odd =
    z *
    (3.33333333333329318027e-1 +
      w *
        (1.42857142725034663711e-1 +
          w *
            (9.09088713343650656196e-2 +
              w *
                (6.66107313738753120669e-2 +
                  w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))))
  const even =
    w *
    (-1.99999999998764832476e-1 +
      w *
        (-1.1111110405462355788e-1 +
          w *
            (-7.69187620504482999495e-2 + w * (-5.83357013379057348645e-2 + w * -3.6531572744216915527e-2))))
  return high - (reduced * (odd + even) - low - reduced)
}

/** The angle of the vector (x, y) in radians, in [−π, π]; 0 for the null vector. */
export function arctangent2(y: number, x: number): number {
  if (x === 0 && y === 0) return 0
  const ratio = arctangentOfPositive(Math.abs(y / x))
  const angle = x < 0 ? Math.PI - ratio : ratio
  return y < 0 ? -angle : angle
}
