import type { WeightTensor } from './checkpoint.js'
import type { ModelConfig } from './config.js'
import { type Context, groups } from './inferenceGroups.js'
import { InferenceProgram, type Rows } from './inferenceProgram.js'
import { answer, encode } from './interpret.js'
import { describeNetwork } from './network.js'

export type { Context } from './inferenceGroups.js'

/**
 * The newest action of many contexts, on one core and without tfjs. The tokens of several lanes are rows of one
 * matrix; in the last block only the newest state token of each lane asks and goes on.
 */
export class Inference {
  readonly #program: InferenceProgram
  readonly #answers: Rows

  /**
   * @param lanes most contexts in one call
   * @param contextLength most steps in a context
   */
  constructor(
    config: ModelConfig,
    weights: ReadonlyMap<string, WeightTensor>,
    readonly lanes: number,
    readonly contextLength: number,
  ) {
    const network = describeNetwork(config)
    this.#program = new InferenceProgram(config, weights, lanes, contextLength)
    const newest = encode(network, this.#program, { actingOnly: true })
    this.#answers = answer(network.acting, newest, this.#program)
  }

  /** The newest action of each context, `contexts.length` ≤ lanes; the arrays are the caller's. */
  actions(contexts: readonly Context[]): Float32Array[] {
    const { data, columns } = this.#answers
    return groups(contexts).flatMap((group) => {
      this.#program.run(group)
      return group.contexts.map((_, lane) => data.slice(lane * columns, (lane + 1) * columns))
    })
  }
}
