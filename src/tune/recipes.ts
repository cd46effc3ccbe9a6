import { InputError } from '../platform/errors.js'
import { cheetah } from './recipes/cheetah.js'
import { hopper } from './recipes/hopper.js'
import { walker2d } from './recipes/walker2d.js'
import type { TuneRecipe } from './stages.js'

/** Search recipes by the name that `gaitway tune` takes. */
export const recipes: Readonly<Record<string, TuneRecipe>> = { cheetah, hopper, walker2d }

/** Throws `InputError` for a body that has no recipe. */
export function recipeOf(name: string): TuneRecipe {
  if (!Object.hasOwn(recipes, name))
    throw new InputError(`tune: no body ${name}; there are ${Object.keys(recipes).join(', ')}`)
  return recipes[name]
}
