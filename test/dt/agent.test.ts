import { describe, expect, test } from 'vitest'
import { DecisionTransformerAgent, DecisionTransformerAgents } from '../../src/dt/agent.js'
import type { Checkpoint } from '../../src/dt/checkpoint.js'
import { InputError } from '../../src/platform/errors.js'
import { goldenJson, goldenModel, goldenTensors, largestDifference } from './golden.js'

/** The golden model with the roll-out's normalisation, as a stock checkpoint is played. */
async function classicCheckpoint(name: string): Promise<Checkpoint> {
  const { rollout } = goldenJson(`${name}/golden.json`)
  const golden = goldenTensors(`${name}/rollout.safetensors`)
  return {
    ...(await goldenModel(name)),
    gaitway: {
      format: 1,
      envId: 'Test-v0',
      contextLength: rollout.K,
      stateMean: [...golden.get('state_mean')],
      stateStd: [...golden.get('state_std')],
      horizon: 1000,
      conditioning: { mode: 'classic', scale: rollout.scale },
      targetRange: [0, rollout.target_return],
    },
  }
}

describe('acting', () => {
  test.each(['hopper', 'cheetah'])('answers as the reference roll-out of %s', async (name) => {
    const checkpoint = await classicCheckpoint(name)
    const { rollout } = goldenJson(`${name}/golden.json`)
    const golden = goldenTensors(`${name}/rollout.safetensors`)
    const agent = new DecisionTransformerAgent(checkpoint, { targetReturn: rollout.target_return })
    const [S, A] = [checkpoint.config.state_dim, checkpoint.config.act_dim]
    agent.reset()
    for (let t = 0; t < rollout.steps; t++) {
      const action = agent.act(golden.get('states').subarray(t * S, (t + 1) * S) as Float32Array)
      const expected = golden.get('actions').subarray(t * A, (t + 1) * A) as Float32Array
      expect(largestDifference(action, expected)).toBeLessThan(1e-5)
      agent.observe({ action, reward: golden.get('rewards')[t], terminated: false, truncated: false })
    }
  })

  test('many lanes answer as each would alone, whatever their length', async () => {
    const checkpoint = await classicCheckpoint('hopper')
    const targets = [3600, 1800, 500]
    const together = new DecisionTransformerAgents(checkpoint, { targetReturns: targets })
    const alone = targets.map((targetReturn) => new DecisionTransformerAgent(checkpoint, { targetReturn }))
    const states = goldenTensors('hopper/rollout.safetensors').get('states') as Float32Array
    const row = (t: number) => states.subarray(t * 11, (t + 1) * 11)
    for (let t = 0; t < 30; t++) {
      if (t === 7) {
        together.reset({ lane: 1 })
        alone[1].reset()
      }
      if (t === 12) {
        together.setTarget(2, 3000)
        alone[2].setTarget(3000)
      }
      const seen = targets.map((_, lane) => row(t + lane))
      const actions = together.act(seen)
      for (const [lane, agent] of alone.entries()) {
        expect(largestDifference(agent.act(seen[lane]), actions[lane])).toBeLessThan(1e-5)
      }
      const outcomes = actions.map((action) => ({ action, reward: 1, terminated: false, truncated: false }))
      together.observe(outcomes)
      for (const [lane, agent] of alone.entries()) agent.observe(outcomes[lane])
    }
  })

  test.each(['classic', 'mean-needed'] as const)(
    'a %s model tells the time of the episode or of the window',
    async (mode) => {
      const { gaitway, config, weights } = await classicCheckpoint('hopper')
      const conditioning =
        mode === 'classic'
          ? { mode, scale: 1000 }
          : { mode, mean: 1, std: 1, clip: [-9, 9] as [number, number], control: 'hold' as const }
      const K = 4
      const table = weights.get('embed_timestep.weight')!
      const late = {
        shape: table.shape,
        data: table.data.map((value, i) => (i < K * config.hidden_size ? value : 0)),
      }
      // Rows from K on are blank in `late`: only who counts from the start of the episode ever looks there.
      const differs = (timesteps: 'episode' | 'window') => {
        const meta = { ...gaitway!, contextLength: K, conditioning: { ...conditioning, timesteps } }
        const [whole, blank] = [weights, new Map(weights).set('embed_timestep.weight', late)].map(
          (each) =>
            new DecisionTransformerAgent({ config, weights: each, gaitway: meta }, { targetReturn: 900 }),
        )
        return Array.from({ length: 8 }, (_, t) => {
          const observation = new Float32Array(11).fill(0.1 * t)
          const [action, other] = [whole.act(observation), blank.act(observation)]
          for (const agent of [whole, blank])
            agent.observe({ action, reward: 1, terminated: false, truncated: false })
          return largestDifference(action, other) > 0
        })
      }
      expect(differs('window')).toEqual(Array(8).fill(false))
      expect(differs('episode')).toEqual([false, false, false, false, true, true, true, true])
    },
  )

  test('what is refused leaves no trace in the context', async () => {
    const checkpoint = await classicCheckpoint('hopper')
    const targetReturns = [900, 500]
    const agents = new DecisionTransformerAgents(checkpoint, { targetReturns })
    const untroubled = new DecisionTransformerAgents(checkpoint, { targetReturns })
    const sound = (t: number) => new Float32Array(11).fill(0.1 * t)
    const action = new Float32Array(3)
    const outcome = { action, reward: 1, terminated: false, truncated: false }
    for (let t = 0; t < 3; t++) {
      for (const wrong of [new Float32Array(11).fill(NaN), new Float32Array(5)])
        expect(() => agents.act([sound(t), wrong])).toThrow(InputError)
      expect(agents.act([sound(t), sound(t)])).toEqual(untroubled.act([sound(t), sound(t)]))
      for (const wrong of [
        { reward: NaN },
        { action: new Float32Array(3).fill(Infinity) },
        { action: new Float32Array(4) },
      ])
        expect(() => agents.observe([outcome, { ...outcome, ...wrong }])).toThrow(InputError)
      expect(() => agents.observe([outcome])).toThrow('1 outcomes for 2 lanes')
      for (const each of [agents, untroubled]) each.observe([outcome, outcome])
    }
  })

  test('a target that is no number, and a lane that is not there, are refused', async () => {
    const checkpoint = await classicCheckpoint('hopper')
    expect(() => new DecisionTransformerAgents(checkpoint, { targetReturns: [1, NaN] })).toThrow(InputError)
    const agents = new DecisionTransformerAgents(checkpoint, { targetReturns: [1] })
    expect(() => agents.setTarget(0, NaN)).toThrow('the target return is NaN')
    for (const lane of [1, -1, 0.5]) expect(() => agents.setTarget(lane, 1)).toThrow('no lane')
    expect(() => agents.reset({ lane: 1 })).toThrow('no lane')
  })

  test('a wrong observation is refused in words', async () => {
    const agent = new DecisionTransformerAgent(await classicCheckpoint('hopper'), { targetReturn: 1 })
    expect(() => agent.act(new Float32Array(5))).toThrow('5 numbers, this model was trained on 11')
    expect(() => agent.act(new Float32Array(11).fill(NaN))).toThrow('NaN')
  })

  test('a model whose finite weights overflow is refused at its first act, by name', async () => {
    const checkpoint = await classicCheckpoint('hopper')
    const weights = new Map(
      [...checkpoint.weights].map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((w) => w * 1e30) },
      ]),
    )
    const agents = new DecisionTransformerAgents(
      { ...checkpoint, weights },
      { targetReturns: [1, 2], name: 'agent:broken' },
    )
    const observation = new Float32Array(11).fill(0.1)
    expect(() => agents.act([observation, observation])).toThrow(/^agent:broken answered NaN in action\[0\]/)
  })
})
