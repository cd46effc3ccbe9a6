import * as tf from '@tensorflow/tfjs'
import type { BatchTensors } from '../../src/dt/batches.js'
import type { WeightTensor } from '../../src/dt/checkpoint.js'
import type { ModelConfig } from '../../src/dt/config.js'
import { isTrained } from '../../src/dt/optimizer.js'

/** Rows of a table. tfjs's wasm backend lacks the stock gradient of `tf.gather`. */
function gather(table: tf.Tensor, rows: tf.Tensor1D): tf.Tensor {
  const withGradient = tf.customGrad((x: unknown) => ({
    value: tf.gather(x as tf.Tensor, rows),
    gradFunc: (dy: tf.Tensor) =>
      tf.matMul(tf.oneHot(rows, table.shape[0]).toFloat() as tf.Tensor2D, dy as tf.Tensor2D, true),
  }))
  return withGradient(table)
}

/**
 * The Decision Transformer as one would write it at first: stock tfjs ops, stock gradients, `tf.dropout`, AdamW of
 * small ops. What our own kernels are measured against. One head, relu.
 */
export class NaiveTrainer {
  private readonly variables = new Map<string, tf.Variable>()
  private readonly moments = new Map<string, [tf.Tensor, tf.Tensor]>()
  private steps = 0
  private dropoutSeed = 1

  constructor(
    private readonly config: ModelConfig,
    weights: ReadonlyMap<string, WeightTensor>,
  ) {
    for (const [name, { shape, data }] of weights) {
      if (!isTrained(name)) continue
      this.variables.set(name, tf.variable(tf.tensor(data, [...shape])))
      this.moments.set(name, [tf.zeros([...shape]), tf.zeros([...shape])])
    }
  }

  private get(name: string): tf.Tensor {
    return this.variables.get(name)!
  }

  private dropout(x: tf.Tensor): tf.Tensor {
    return tf.dropout(x, this.config.resid_pdrop, undefined, this.dropoutSeed++)
  }

  private norm(x: tf.Tensor, name: string): tf.Tensor {
    const { mean, variance } = tf.moments(x, -1, true)
    const normal = x.sub(mean).mul(tf.rsqrt(variance.add(1e-5)))
    return normal.mul(this.get(`${name}.weight`)).add(this.get(`${name}.bias`))
  }

  private linear(x: tf.Tensor, name: string, transposed = false): tf.Tensor {
    const product = tf.matMul(x as tf.Tensor2D, this.get(`${name}.weight`) as tf.Tensor2D, false, transposed)
    return product.add(this.get(`${name}.bias`))
  }

  private predict({ inputs }: BatchTensors): tf.Tensor {
    const { hidden_size: H, n_layer } = this.config
    const { batch, states, actions, returnsToGo, timesteps, mask } = inputs
    const K = states.shape[0] / batch
    const T = 3 * K
    const time = gather(this.get('embed_timestep.weight'), timesteps as tf.Tensor1D)
    const parts = (
      [
        ['embed_return', returnsToGo],
        ['embed_state', states],
        ['embed_action', actions],
      ] as const
    ).map(([name, x]) => this.linear(x, name, true).add(time))
    let x: tf.Tensor = tf.stack(parts, 1).reshape([batch * T, H])
    x = this.norm(x, 'embed_ln').add(tf.slice(this.get('encoder.wpe.weight') as tf.Tensor2D, [0, 0], [1, H]))
    x = this.dropout(x)
    const causal = tf.tensor2d(
      Array.from({ length: T * T }, (_, i) => (i % T > i / T ? -1e9 : 0)),
      [T, T],
    )
    const padding = mask!.sub(1).mul(1e9).reshape([batch, K, 1]).tile([1, 1, 3]).reshape([batch, 1, T])
    for (let layer = 0; layer < n_layer; layer++) {
      const name = `encoder.h.${layer}`
      const packed = this.linear(this.norm(x, `${name}.ln_1`), `${name}.attn.c_attn`).reshape([
        batch,
        T,
        3 * H,
      ])
      const [q, k, v] = tf.split(packed, 3, 2)
      const scores = tf.matMul(q, k, false, true).div(Math.sqrt(H)).add(causal).add(padding)
      const mixed = tf.matMul(this.dropout(tf.softmax(scores)), v).reshape([batch * T, H])
      x = x.add(this.dropout(this.linear(mixed, `${name}.attn.c_proj`)))
      const wide = tf.relu(this.linear(this.norm(x, `${name}.ln_2`), `${name}.mlp.c_fc`))
      x = x.add(this.dropout(this.linear(wide, `${name}.mlp.c_proj`)))
    }
    const last = this.norm(x, 'encoder.ln_f').reshape([batch * K, 3, H])
    const stateTokens = tf.slice(last, [0, 1, 0], [batch * K, 1, H]).reshape([batch * K, H])
    return tf.tanh(this.linear(stateTokens, 'predict_action.0', true))
  }

  /** One step of AdamW; its loss. */
  step(batch: BatchTensors): number {
    this.steps++
    return tf.tidy(() => {
      const rows = batch.rowMask.reshape([-1, 1])
      const { value, grads } = tf.variableGrads(() => {
        const error = this.predict(batch).sub(batch.targets).square().mul(rows).sum()
        return error.div(rows.sum().mul(batch.targets.shape[1])) as tf.Scalar
      }, [...this.variables.values()])
      const norms = Object.values(grads).map((gradient) => gradient.square().sum())
      const clip = tf.minimum(1, tf.div(0.25, tf.stack(norms).sum().sqrt().add(1e-6)))
      for (const [name, variable] of this.variables) {
        const gradient = grads[variable.name].mul(clip)
        const [mean, variance] = this.moments.get(name)!
        const newMean = tf.keep(mean.mul(0.9).add(gradient.mul(0.1)))
        const newVariance = tf.keep(variance.mul(0.999).add(gradient.square().mul(0.001)))
        const move = newMean.div(1 - 0.9 ** this.steps).div(
          newVariance
            .div(1 - 0.999 ** this.steps)
            .sqrt()
            .add(1e-8),
        )
        variable.assign(variable.mul(1 - 1e-8).sub(move.mul(1e-4)))
        mean.dispose()
        variance.dispose()
        this.moments.set(name, [newMean, newVariance])
      }
      return value.dataSync()[0]
    })
  }
}
