import { bodies, type BodyName, bodyNames } from '../../game/index.js'
import { gaitOf, keyboardSchemes } from '../../policies/index.js'

/** A model, as far as it matters to what it can drive. */
export interface BodyModel {
  id: string
  title: string
  envId: string
  error?: string
}

/** Bodies that somebody can drive: a person, a script or a model. */
export function drivableBodies({ models }: { models: readonly BodyModel[] }): BodyName[] {
  return bodyNames.filter((name) => {
    const { envId } = bodies[name]
    return (
      keyboardSchemes(envId).length > 0 ||
      gaitOf(envId) !== undefined ||
      models.some((model) => model.envId === envId)
    )
  })
}

/** The models that can drive a body, sound ones only. */
export function modelsFor<M extends BodyModel>(body: BodyName, models: readonly M[]): M[] {
  return models.filter((model) => model.envId === bodies[body].envId && !model.error)
}

/** The body that an environment moves; undefined for one of another kind. */
export function bodyOfEnv(envId: string | undefined): BodyName | undefined {
  return bodyNames.find((name) => bodies[name].envId === envId)
}
