import { InputError } from '../platform/index.js'
import { bodies, type Body, type GaitSearch } from '../sim/index.js'

/** How the gait of a body is searched for, and in which environment. */
export interface TuneRecipe extends GaitSearch {
  envId: string
}

/** Search recipes by the name that `gaitway tune` takes: those of the bodies that have one. */
export const recipes: Readonly<Record<string, TuneRecipe>> = Object.fromEntries(
  Object.values(bodies).flatMap(({ name, envId, gaitSearch }: Body) =>
    gaitSearch ? [[name, { envId, ...gaitSearch }]] : [],
  ),
)

/** Throws `InputError` for a body that has no recipe. */
export function recipeOf(name: string): TuneRecipe {
  if (!Object.hasOwn(recipes, name))
    throw new InputError(`tune: no body ${name}; there are ${Object.keys(recipes).join(', ')}`)
  return recipes[name]
}
