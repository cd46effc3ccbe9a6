import { InputError } from '../../platform/errors.js'
import { bodyOf } from '../../sim/bodies.js'
import { controlStep } from '../../sim/body.js'
import { gaitNamed, gaitOf } from '../gaits.js'
import { cheetahTorqueKeys, JointsScheme } from './joints.js'
import { KeyboardPolicy, type ControlScheme } from './keyboardPolicy.js'
import { LEFT_PEDAL, PedalScheme, RIGHT_PEDAL } from './pedal.js'
import { FASTER, SLOWER, ThrottleScheme, type ThrottleSettings } from './throttle.js'

/** A way to steer a body by hand, as it is shown to a person. */
export interface SchemeDescription {
  name: string
  title: string
  hint: string
  keys: readonly { codes: readonly string[]; label: string; does: string }[]
}

interface Scheme extends SchemeDescription {
  envIds: readonly string[]
  build(envId: string): ControlScheme
}

function gaitFor(envId: string) {
  const name = gaitOf(envId)
  const gait = name === undefined ? undefined : gaitNamed(name)
  if (!gait) throw new InputError(`keyboard: ${envId} has no gait to steer`)
  return gait
}

const cheetah = 'Gaitway/HalfCheetah-v0'

/** Change of the throttle in a second. The walkers are steered gently: a sudden change of speed makes them fall. */
const throttles: Readonly<Record<string, Omit<ThrottleSettings, 'dt'>>> = {
  [cheetah]: { rise: 0.7, fall: 0.8, brake: 2 },
  'Gaitway/Hopper-v0': { rise: 0.3, fall: 0.2, brake: 0.4 },
  'Gaitway/Walker2d-v0': { rise: 0.25, fall: 0.25, brake: 0.4 },
}

const schemes: readonly Scheme[] = [
  {
    name: 'throttle',
    title: 'Hold to run',
    hint: 'Hold → to run faster, let go to slow down, ← brakes.',
    keys: [
      { codes: FASTER, label: '→', does: 'run' },
      { codes: SLOWER, label: '←', does: 'brake' },
    ],
    envIds: Object.keys(throttles),
    build: (envId) =>
      new ThrottleScheme(gaitFor(envId), { dt: controlStep(bodyOf(envId)), ...throttles[envId] }),
  },
  {
    name: 'pedal',
    title: 'Tap in rhythm',
    hint: 'Tap ← and → in turn. Six even taps a second is full speed; a wild rhythm stumbles.',
    keys: [
      { codes: LEFT_PEDAL, label: '←', does: 'left' },
      { codes: RIGHT_PEDAL, label: '→', does: 'right' },
    ],
    envIds: [cheetah],
    build: (envId) => new PedalScheme(gaitFor(envId), { dt: controlStep(bodyOf(envId)) }),
  },
  {
    name: 'joints',
    title: 'Raw joints',
    hint: 'Q and W swing the hind leg, O and P the front leg. Nobody helps you.',
    keys: [
      { codes: ['KeyQ'], label: 'Q', does: 'hind leg forward' },
      { codes: ['KeyW'], label: 'W', does: 'hind leg back' },
      { codes: ['KeyO'], label: 'O', does: 'front leg forward' },
      { codes: ['KeyP'], label: 'P', does: 'front leg back' },
    ],
    envIds: [cheetah],
    build: () => new JointsScheme(cheetahTorqueKeys),
  },
]

/** Schemes of a body; none where it has no gait yet that could be steered. */
function schemesOf(envId: string): readonly Scheme[] {
  return gaitOf(envId) === undefined ? [] : schemes.filter(({ envIds }) => envIds.includes(envId))
}

/** The schemes that fit a body, the easiest first. */
export function keyboardSchemes(envId: string): readonly SchemeDescription[] {
  return schemesOf(envId)
}

/** A person at the keyboard of a body. Throws `InputError` for a scheme that the body does not have. */
export function makeKeyboard(scheme: string, envId: string): KeyboardPolicy {
  const found = schemesOf(envId).find(({ name }) => name === scheme)
  if (!found)
    throw new InputError(
      `no keyboard scheme ${scheme} for ${envId}; there are ${
        schemesOf(envId)
          .map(({ name }) => name)
          .join(', ') || 'none'
      }`,
    )
  return new KeyboardPolicy(found.build(envId))
}
