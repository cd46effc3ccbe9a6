import { InputError } from '../../platform/index.js'
import { type Body, controlStep, findBody } from '../../sim/index.js'
import type { LinearGait } from '../gait.js'
import { gaitNamed, gaitOf } from '../gaits.js'
import { JointsScheme } from './joints.js'
import { KeyboardPolicy, type ControlScheme } from './keyboardPolicy.js'
import { LEFT_PEDAL, PedalScheme, RIGHT_PEDAL } from './pedal.js'
import { FASTER, SLOWER, ThrottleScheme } from './throttle.js'

/** A way to steer a body by hand, as it is shown to a person. */
export interface SchemeDescription {
  name: string
  title: string
  hint: string
  keys: readonly { codes: readonly string[]; label: string; does: string }[]
}

interface Scheme extends SchemeDescription {
  build(): ControlScheme
}

function throttle(body: Body, gait: LinearGait): Scheme | undefined {
  const rates = body.controls?.throttle
  return (
    rates && {
      name: 'throttle',
      title: 'Hold to run',
      hint: 'Hold → to run faster, let go to slow down, ← brakes.',
      keys: [
        { codes: FASTER, label: '→', does: 'run' },
        { codes: SLOWER, label: '←', does: 'brake' },
      ],
      build: () => new ThrottleScheme(gait, { dt: controlStep(body), ...rates }),
    }
  )
}

function pedal(body: Body, gait: LinearGait): Scheme | undefined {
  if (!body.controls?.pedal) return undefined
  return {
    name: 'pedal',
    title: 'Tap in rhythm',
    hint: 'Tap ← and → in turn. Six even taps a second is full speed; a wild rhythm stumbles.',
    keys: [
      { codes: LEFT_PEDAL, label: '←', does: 'left' },
      { codes: RIGHT_PEDAL, label: '→', does: 'right' },
    ],
    build: () => new PedalScheme(gait, { dt: controlStep(body) }),
  }
}

function joints({ controls }: Body): Scheme | undefined {
  if (!controls?.joints) return undefined
  const { hint, keys } = controls.joints
  return {
    name: 'joints',
    title: 'Raw joints',
    hint,
    keys: keys.map(({ code, label, does }) => ({ codes: [code], label, does })),
    build: () => new JointsScheme(keys),
  }
}

/** Schemes of a body, the easiest first; none where it has no gait yet that could be steered. */
function schemesOf(envId: string): readonly Scheme[] {
  const body = findBody(envId)
  const gait = gaitNamed(gaitOf(envId) ?? '')
  if (!body || !gait) return []
  return [throttle, pedal, joints].flatMap((scheme) => scheme(body, gait) ?? [])
}

/** The schemes that fit a body, the easiest first. */
export function keyboardSchemes(envId: string): readonly SchemeDescription[] {
  return schemesOf(envId)
}

/** A person at the keyboard of a body. Throws `InputError` for a scheme that the body does not have. */
export function makeKeyboard(scheme: string, envId: string): KeyboardPolicy {
  const schemes = schemesOf(envId)
  const found = schemes.find(({ name }) => name === scheme)
  if (found) return new KeyboardPolicy(found.build())
  const names = schemes.map(({ name }) => name).join(', ') || 'none'
  throw new InputError(`no keyboard scheme ${scheme} for ${envId}; there are ${names}`)
}
