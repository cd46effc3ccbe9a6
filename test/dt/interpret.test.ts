import { expect, test } from 'vitest'
import { ADAPTIVE, type ModelConfig, parseModelConfig } from '../../src/dt/config.js'
import { answer, answers, encode, type Interpreter } from '../../src/dt/interpret.js'
import { describeNetwork } from '../../src/dt/network.js'

/** Values are the formulas that they come from. */
const formulas: Interpreter<string> = {
  embed: ({ parts, norm }) => `${norm.name}(${parts.map(({ input }) => input).join(' ')})`,
  condition: ({ name }) => name,
  norm: (x, { name, modulation }, condition) =>
    modulation ? `${name}(${x} | ${condition})` : `${name}(${x})`,
  linear: (x, { name }) => `${name} ${x}`,
  addLinear: (onto, x, { name }) => `${onto} + ${name} ${x}`,
  activate: (x, kind) => `${kind}(${x})`,
  attention: (x, { packed }, asked) => `${asked ? 'newest' : 'all'}(${packed.name} ${x})`,
  asked: (x) => `asked(${x})`,
}

const network = (more: Partial<ModelConfig> = {}) =>
  describeNetwork(parseModelConfig({ state_dim: 3, act_dim: 2, hidden_size: 8, n_layer: 1, ...more }))

test('an action is the acting head’s answer to tokens that went through every layer', () => {
  const plain = network()
  const x = 'embed_ln(returns states actions)'
  const attended = 'encoder.h.0.attn.c_proj newest(encoder.h.0.attn.c_attn encoder.h.0.ln_1(' + x + '))'
  const middle = `asked(${x}) + ${attended}`
  const widened = `relu(encoder.h.0.mlp.c_fc encoder.h.0.ln_2(${middle}))`
  const last = encode(plain, formulas, { actingOnly: true })
  expect(last).toBe(`encoder.ln_f(${middle} + encoder.h.0.mlp.c_proj ${widened})`)
  expect(answer(plain.acting, last, formulas)).toBe(`tanh(predict_action.0 ${last})`)
})

test('in an adaptive model the returns reach the norms of the blocks and the last', () => {
  const formula = encode(network({ model_type: ADAPTIVE }), formulas)
  expect(formula).toContain('encoder.h.0.ln_1(embed_ln(returns states actions) | embed_condition)')
  expect(formula).toMatch(/encoder\.h\.0\.ln_2\(.* \| embed_condition\)/)
  expect(formula).toMatch(/^encoder\.ln_f\(.* \| embed_condition\)$/)
})

test('every head answers from the tokens of its part, the acting one first', () => {
  const all = [...answers(network({ action_tanh: false }), formulas, (part) => `part ${part}`)]
  expect(all.map(([head, value]) => [head.answer, value])).toEqual([
    ['action', 'predict_action.0 part 1'],
    ['state', 'predict_state part 2'],
    ['return', 'predict_return part 2'],
  ])
})

test('tokens are shown as they enter the first block and leave each', () => {
  const seen: string[] = []
  encode(network({ n_layer: 2 }), formulas, { onTokens: (x) => seen.push(x) })
  expect(seen).toHaveLength(3)
  expect(seen[0]).toBe('embed_ln(returns states actions)')
  expect(seen[2]).toContain(seen[1])
})
