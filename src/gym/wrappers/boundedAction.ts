import { InputError } from '../../platform/index.js'
import type { Env } from '../env.js'
import { Box } from '../spaces/box.js'
import type { Arrays, Space } from '../spaces/space.js'
import { TransformAction } from './transform.js'

type Floats = Arrays['float32'] | Arrays['float64']
type FloatBox = Box<'float32' | 'float64'>

/** Takes any action and gives the environment the nearest one inside its bounds. */
export class ClipAction<O = Float32Array, A extends Floats = Float32Array> extends TransformAction<O, A> {
  constructor(env: Env<O, A>) {
    const { low, high, shape, dtype } = floatBox('ClipAction', env.actionSpace)
    super(
      env,
      (action) => action.map((value, index) => Math.min(Math.max(value, low[index]), high[index])) as A,
      new Box(-Infinity, Infinity, shape, dtype) as Space<Floats> as Space<A>,
      'ClipAction',
      {},
    )
  }
}

/**
 * Lets actions run from `minAction` to `maxAction`, one number for all or one an element, and stretches them to the
 * environment's own bounds.
 */
export class RescaleAction<O = Float32Array, A extends Floats = Float32Array> extends TransformAction<O, A> {
  constructor(
    env: Env<O, A>,
    {
      minAction,
      maxAction,
    }: { minAction: number | readonly number[]; maxAction: number | readonly number[] },
  ) {
    const inner = floatBox('RescaleAction', env.actionSpace)
    const outer = new Box(minAction, maxAction, inner.shape, inner.dtype)
    const unbounded = outer.low.findIndex(
      (_, index) => !Number.isFinite(range(inner, index)) || !Number.isFinite(range(outer, index)),
    )
    if (unbounded >= 0)
      throw new InputError(`RescaleAction: element ${unbounded} has no finite bounds, so nothing to scale by`)
    super(
      env,
      // Both ends are met exactly, which slope and intercept would not.
      (action) =>
        action.map((value, index) => {
          const width = range(outer, index)
          const share = width === 0 ? 0 : (value - outer.low[index]) / width
          return inner.low[index] * (1 - share) + inner.high[index] * share
        }) as A,
      outer as Space<Floats> as Space<A>,
      'RescaleAction',
      { minAction, maxAction },
    )
  }
}

function range(box: FloatBox, index: number): number {
  return box.high[index] - box.low[index]
}

function floatBox(wrapper: string, space: Space<unknown>): FloatBox {
  if (space instanceof Box && (space.dtype === 'float32' || space.dtype === 'float64'))
    return space as FloatBox
  throw new InputError(`${wrapper}: needs a Box of floats as action space, got ${String(space)}`)
}
