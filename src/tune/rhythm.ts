import { bodyOf, observationLayout } from '../sim/index.js'
import { gaitSizes, type GaitWeights } from '../policies/index.js'

/**
 * A rhythm, the few numbers from which a search for a gait with a clock can begin: every hinge of a leg follows an
 * angle that swings in two harmonics and leans on the torso's state, so that a gait is 37 numbers instead of 67 a knot.
 * The swing grows from nothing at command 0, so that the slowest gait stands.
 *
 *     angle  = posture + ½ (bias + c · lean + c · swing(φ) + Σ feedback · [2 pitch, 0.3 rate, 0.2 vx, 0.3 vz, 2 (z − rest)])
 *     torque = stiffness · eᵃ · (angle − hinge) − damping · eᵇ · hinge's rate
 *     clock  : s = ½ (r₀ + c · r₁)
 *
 * After central pattern generators with sensory feedback, as in A. J. Ijspeert, "Central pattern generators for
 * locomotion control in animals and robots: a review", Neural Networks 21 (2008). All zeros: the posture alone.
 */
const FEEDBACK = [2, 0.3, 0.2, 0.3, 2]
const SWING = [1, 1, 0.5, 0.5]
const PER_HINGE = 2 + SWING.length + FEEDBACK.length
/** Clock's speed and its growth, stiffness, damping. */
const SHARED = 4

type Form = Pick<GaitWeights, 'envId' | 'mean' | 'posture' | 'clock' | 'mirrored'>

/** How many numbers the rhythm of such a gait has. */
export function rhythmSize(form: Form): number {
  return SHARED + PER_HINGE * gaitSizes(form).rows
}

/** The rhythm as weights on inputs that are not normalised (mean 0, deviation 1), for evenly spaced commands. */
export function rhythmKnots(rhythm: readonly number[], form: Form, count: number): number[][] {
  const { rows, inputs, knot } = gaitSizes(form)
  const size = form.mean.length
  const rest = bodyOf(form.envId).restObservation
  const layout = observationLayout(form.posture.angles.length)
  const seen = [layout.pitch, layout.pitchRate, layout.xVelocity, layout.zVelocity, layout.height]
  const { angles, stiffness, damping } = form.posture
  const [speed, speedGrowth, stiffer, damper] = rhythm
  const pull = stiffness * Math.exp(stiffer)
  return Array.from({ length: count }, (_, k) => {
    const command = count > 1 ? k / (count - 1) : 1
    const weights = Array.from({ length: knot }, () => 0)
    for (let j = 0; j < rows; j++) {
      const numbers = rhythm.slice(SHARED + j * PER_HINGE, SHARED + (j + 1) * PER_HINGE)
      const [bias, lean] = numbers
      const row = j * inputs
      weights[row + layout.angles.start + j] = stiffness - pull
      weights[row + layout.rates.start + j] = damping * (1 - Math.exp(damper))
      weights[row + size] = (pull - stiffness) * angles[j] + 0.5 * pull * (bias + command * lean)
      SWING.forEach((scale, i) => {
        weights[row + size + 1 + i] = 0.5 * pull * command * scale * numbers[2 + i]
      })
      FEEDBACK.forEach((scale, i) => {
        weights[row + seen[i]] += 0.5 * pull * scale * numbers[2 + SWING.length + i]
      })
      // Height is felt from where the body stands at rest.
      weights[row + size] -= weights[row + layout.height] * rest
    }
    weights[knot - 1] = 0.5 * (speed + command * speedGrowth)
    return weights
  })
}

/**
 * Weights of the same gait for inputs that are normalised by the form's mean and deviation, from those for inputs as
 * they are observed: w · x = (w · deviation) · (x − mean) / deviation + w · mean.
 */
export function normalised(
  knots: readonly (readonly number[])[],
  form: Form & Pick<GaitWeights, 'deviation'>,
): number[][] {
  const { mean, deviation } = form
  const { rows, inputs } = gaitSizes(form)
  const size = mean.length
  return knots.map((knot) => {
    const weights = [...knot]
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < size; i++) {
        weights[j * inputs + size] += knot[j * inputs + i] * mean[i]
        weights[j * inputs + i] = knot[j * inputs + i] * deviation[i]
      }
    return weights
  })
}
