import * as v from 'valibot'
import { InputError, readAs } from '../platform/index.js'

const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1 << 20))
const probability = v.pipe(v.number(), v.minValue(0), v.ltValue(1))

export const ACTIVATIONS = ['relu', 'gelu', 'gelu_new', 'silu', 'tanh'] as const
export type Activation = (typeof ACTIVATIONS)[number]

/** The model type of Hugging Face's `DecisionTransformerModel`. */
const PLAIN = 'decision_transformer'
/**
 * The model type of our own layout beside it, which no other program knows: the return token also scales and shifts
 * every norm of the blocks (adaptive layer norm).
 */
export const ADAPTIVE = 'gaitway_adaln_decision_transformer'

/**
 * Hugging Face's `config.json` of a `DecisionTransformerModel`, with its names and defaults. Keys that do not change
 * the numbers are dropped: the public Hub models carry GPT-2's `n_embd`, `summary_*` and more beside `hidden_size`.
 */
export const ModelConfigSchema = v.object({
  model_type: v.optional(v.picklist([PLAIN, ADAPTIVE]), PLAIN),
  /** S: length of an observation. */
  state_dim: v.optional(positive, 17),
  /** A: length of an action. */
  act_dim: v.optional(positive, 4),
  /** H */
  hidden_size: v.optional(positive, 128),
  /** Rows of the timestep embedding. */
  max_ep_len: v.optional(positive, 4096),
  /** Hundreds at the most anywhere; the tensors of a million layers would have to be named before they are missed. */
  n_layer: v.optional(v.pipe(positive, v.maxValue(1024)), 3),
  n_head: v.optional(positive, 1),
  /** Width of the MLP; null is 4 H. */
  n_inner: v.optional(v.nullable(positive), null),
  /** Rows of the position embedding, of which only row 0 is used. */
  n_positions: v.optional(positive, 1024),
  activation_function: v.optional(v.picklist(ACTIVATIONS), 'relu'),
  action_tanh: v.optional(v.boolean(), true),
  layer_norm_epsilon: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-5),
  resid_pdrop: v.optional(probability, 0.1),
  embd_pdrop: v.optional(probability, 0.1),
  attn_pdrop: v.optional(probability, 0.1),
  initializer_range: v.optional(v.pipe(v.number(), v.minValue(0)), 0.02),
  scale_attn_weights: v.optional(v.boolean(), true),
  scale_attn_by_inverse_layer_idx: v.optional(v.boolean(), false),
  /** No effect on the numbers in float32. */
  reorder_and_upcast_attn: v.optional(v.boolean(), false),
  add_cross_attention: v.optional(
    v.literal(false, 'a Decision Transformer has no cross attention; only false can be loaded'),
    false,
  ),
})

export type ModelConfig = v.InferOutput<typeof ModelConfigSchema>

/** Aliases of GPT-2's configuration that Hugging Face accepts under a second name. */
const ALIASES: Record<string, keyof ModelConfig> = {
  num_hidden_layers: 'n_layer',
  num_attention_heads: 'n_head',
  max_position_embeddings: 'n_positions',
}

/** Checks a `config.json` and fills in Hugging Face's defaults; `where` names it in the error. */
export function parseModelConfig(json: unknown, where = 'config.json'): ModelConfig {
  // Valibot takes an array for an object without keys, and this one has a default for each.
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new InputError(`${where}: not a configuration: expected a JSON object`)
  const entries = { ...json } as Record<string, unknown>
  for (const [alias, name] of Object.entries(ALIASES)) {
    if (alias in entries && !(name in entries)) entries[name] = entries[alias]
  }
  const config = readAs(ModelConfigSchema, entries, where)
  if (config.hidden_size % config.n_head !== 0) {
    throw new InputError(
      `${where}: hidden_size ${config.hidden_size} is not a multiple of n_head ${config.n_head}`,
    )
  }
  return config
}

/** Whether the weights are in our own layout, not Hugging Face's. */
export const isAdaptive = ({ model_type }: ModelConfig): boolean => model_type === ADAPTIVE

export const innerSize = (config: ModelConfig): number => config.n_inner ?? 4 * config.hidden_size

/** The file that `DecisionTransformerConfig.from_pretrained` reads. */
export function configJson(config: ModelConfig): string {
  const architecture = isAdaptive(config)
    ? 'GaitwayAdaLNDecisionTransformerModel'
    : 'DecisionTransformerModel'
  const file = { architectures: [architecture], dtype: 'float32', ...config }
  return JSON.stringify(file, null, 2) + '\n'
}
