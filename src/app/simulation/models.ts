import { type Checkpoint, type GaitwayMeta, loadCheckpoint } from '../../dt/index.js'
import { InputError, type ReadableFiles } from '../../platform/index.js'
import { DialCurve } from '../../skill/index.js'

/** A model of the library, ready to act. */
export interface LoadedModel {
  id: string
  checkpoint: Checkpoint & { gaitway: GaitwayMeta }
  curve: DialCurve
}

/** What a person needs to hear of a model that cannot be used. */
export class ModelError extends InputError {
  constructor(
    readonly model: string,
    reason: string,
  ) {
    super(`The model ${model} cannot be used: ${reason}`)
  }
}

/**
 * A model that is to drive a body. `files` has the library's folders at its root. Throws `ModelError` for one that is
 * missing or broken, says nothing of how it acts, or was trained on another body.
 */
export async function loadModel(id: string, envId: string, files: ReadableFiles): Promise<LoadedModel> {
  const checkpoint = await loadCheckpoint(`models/${id}`, files).catch((error: unknown) => {
    throw error instanceof InputError ? new ModelError(id, error.message) : error
  })
  const { gaitway } = checkpoint
  if (!gaitway)
    throw new ModelError(id, 'it has no gaitway.json, so how it sees and what it can reach is not known')
  if (gaitway.envId !== envId) throw new ModelError(id, `it drives ${gaitway.envId}, here runs ${envId}`)
  try {
    return { id, checkpoint: { ...checkpoint, gaitway }, curve: DialCurve.fromCheckpoint(gaitway) }
  } catch (error) {
    throw error instanceof InputError ? new ModelError(id, error.message) : error
  }
}
