import { useMemo } from 'preact/hooks'
import { bodies, type BodyName } from '../../game/index.js'
import { keyboardSchemes, type SchemeDescription } from '../../policies/index.js'

/** The scheme of that name by which a person steers this body; undefined where nobody does. */
export function useScheme(body: BodyName, name: string | undefined): SchemeDescription | undefined {
  return useMemo(
    () =>
      name === undefined
        ? undefined
        : keyboardSchemes(bodies[body].envId).find((scheme) => scheme.name === name),
    [body, name],
  )
}
