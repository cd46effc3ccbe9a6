import type { Activation } from './config.js'
import type { Attention, Embedding, Head, Linear, Network, Norm } from './network.js'

/**
 * Whoever computes the layers, or writes down how: X is what values are to it (tensors, rows in a memory, names in a
 * graph), C what the returns of an adaptive model become.
 */
export interface Interpreter<X, C = X> {
  /** Tokens as they enter the first block: features and time of every part, then their norm. */
  embed(embedding: Embedding): X
  /** tanh(x·Wᵀ + b) of every step's return. */
  condition(linear: Linear): C
  /** With a condition y ⊙ (1 + scale) + shift by the return of the token's step, after AdaLN of Peebles & Xie 2022. */
  norm(x: X, norm: Norm, condition?: C): X
  linear(x: X, linear: Linear): X
  /** onto + dropout(x·W + b). Neither value is used again. */
  addLinear(onto: X, x: X, linear: Linear, dropout: number): X
  /** `x` is not used again. */
  activate(x: X, kind: Activation): X
  /** With `asked`, only the tokens that `asked` leaves look at the others. `x` is not used again. */
  attention(x: X, attention: Attention, asked: boolean): X
  /** Of all tokens those that the acting head is asked about. */
  asked(x: X): X
}

export interface EncodeOptions<X> {
  /** The last block goes on with nothing but the tokens that the acting head is asked about. */
  actingOnly?: boolean
  /** Gets the tokens as they enter the first block and leave each. */
  onTokens?(x: X): void
}

/** From the inputs to the last norm. */
export function encode<X, C>(
  { embedding, condition, blocks, norm }: Network,
  on: Interpreter<X, C>,
  { actingOnly = false, onTokens }: EncodeOptions<X> = {},
): X {
  let x = on.embed(embedding)
  const returns = condition && on.condition(condition)
  onTokens?.(x)
  for (const [index, block] of blocks.entries()) {
    const asked = actingOnly && index === blocks.length - 1
    const attended = on.attention(on.norm(x, block.norm1, returns), block.attention, asked)
    if (asked) x = on.asked(x)
    x = on.addLinear(x, attended, block.project, block.dropout)
    const wide = on.linear(on.norm(x, block.norm2, returns), block.expand)
    x = on.addLinear(x, on.activate(wide, block.activation), block.contract, block.dropout)
    onTokens?.(x)
  }
  return on.norm(x, norm, returns)
}

/** What a head says about the tokens of its part. */
export function answer<X, C>({ linear, activation }: Head, x: X, on: Interpreter<X, C>): X {
  const raw = on.linear(x, linear)
  return activation ? on.activate(raw, activation) : raw
}

/** Every head's answer, the acting one's first; `part` takes the tokens of one part out of the last norm's. */
export function* answers<X, C>(
  { heads, acting }: Network,
  on: Interpreter<X, C>,
  part: (part: number) => X,
): Generator<[Head, X]> {
  const parts = new Map<number, X>()
  for (const head of heads) if (!parts.has(head.part)) parts.set(head.part, part(head.part))
  const inOrder = [acting, ...heads.filter((head) => head !== acting)]
  for (const head of inOrder) yield [head, answer(head, parts.get(head.part)!, on)]
}
