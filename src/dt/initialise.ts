import type { WeightTensor } from './checkpoint.js'
import type { ModelConfig } from './config.js'
import { tensorShapes } from './network.js'
import { Random } from './random.js'

/**
 * Fresh weights.
 *
 * - `hugging-face`: every matrix N(0, initializer_range²), both `c_proj` narrowed by √(2 n_layer), biases 0.
 * - `kzl`: the same in the GPT-2 part without narrowing and without positions; embeddings and heads as PyTorch makes
 *   them: `Linear` U(±1/√fan_in), `Embedding` N(0, 1).
 *
 * An adaptive model begins as the plain one: nothing is scaled or shifted, by features of the return that differ from
 * each other from the start.
 */
export function initialWeights(
  config: ModelConfig,
  seed: number,
  style: 'hugging-face' | 'kzl' = 'hugging-face',
): Map<string, WeightTensor> {
  const weights = new Map<string, WeightTensor>()
  const shapes = tensorShapes(config)
  let index = 0
  for (const [name, shape] of shapes) {
    const random = new Random(seed, 1, index++)
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1))
    const normal = (deviation: number) => {
      for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal()
    }
    const isNorm = /(\bln_\w+|embed_ln)\.(weight|bias)$/.test(name)
    if (isNorm) data.fill(name.endsWith('.weight') ? 1 : 0)
    else if (name.includes('.condition.')) data.fill(0)
    else if (name.startsWith('embed_condition.')) normal(1)
    else if (style === 'kzl' && /^(embed|predict)_/.test(name)) {
      if (name === 'embed_timestep.weight') normal(1)
      else {
        const [, fanIn] = shapes.get(name.replace(/bias$/, 'weight'))!
        const bound = 1 / Math.sqrt(fanIn)
        for (let i = 0; i < data.length; i++) data[i] = bound * (2 * random.uniform() - 1)
      }
    } else if (style === 'kzl' && name === 'encoder.wpe.weight') data.fill(0)
    else if (name.endsWith('.bias')) data.fill(0)
    else if (style === 'hugging-face' && name.endsWith('c_proj.weight')) {
      normal(config.initializer_range / Math.sqrt(2 * config.n_layer))
    } else normal(config.initializer_range)
    weights.set(name, { shape, data })
  }
  return weights
}
