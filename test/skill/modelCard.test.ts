import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ADAPTIVE, parseModelConfig } from '../../src/dt/config.js'
import type { GaitwayMeta } from '../../src/dt/gaitwayMeta.js'
import { formatModelCard } from '../../src/skill/modelCard.js'

const gaitway: GaitwayMeta = {
  format: 1,
  envId: 'Gaitway/HalfCheetah-v0',
  contextLength: 20,
  stateMean: [0],
  stateStd: [1],
  horizon: 1000,
  conditioning: { mode: 'mean-needed', mean: 2.5, std: 1.25, clip: [-1, 6], control: 'feedback' },
  data: {
    episodes: 240,
    steps: 240_000,
    returns: { mean: 2500, min: 90, max: 5300, p5: 150, p50: 2500, p95: 5000 },
    datasets: ['cheetah'],
  },
  targetRange: [150, 5000],
  training: { recipe: 'gaitway', steps: 2000, finalLoss: 0.01, nested: { left: 'out' } },
}
const card = formatModelCard({
  title: 'cheetah',
  config: parseModelConfig({ state_dim: 17, act_dim: 6 }),
  gaitway,
  parameters: 1_234_567,
  commands: ['gaitway record …', 'gaitway train …'],
  license: 'mit',
})

describe('a model card', () => {
  it('starts with YAML that the Hub reads', () => {
    const yaml = parse(card.split('---\n')[1]) as Record<string, unknown>
    expect(yaml).toMatchObject({
      license: 'mit',
      library_name: 'transformers',
      pipeline_tag: 'reinforcement-learning',
    })
    expect(yaml.tags).toContain('decision-transformer')
  })

  it('has the commands, the data’s returns and the sizes', () => {
    expect(card).toContain('gaitway record …\ngaitway train …')
    expect(card).toContain('240 episodes (240000 steps) with returns of 90 to 5300, P5 150, P95 5000')
    expect(card).toContain('1,234,567 parameters')
    expect(card).toContain('| finalLoss | 0.01 |')
    expect(card).not.toContain('nested')
  })

  it('tells a Python user what the return token is, where it is not the usual one', () => {
    expect(card).toContain('(g − 2.5) / 1.25')
    const classic = formatModelCard({
      title: 'classic',
      config: parseModelConfig({}),
      gaitway: { ...gaitway, conditioning: { mode: 'classic', scale: 1000 } },
      parameters: 1,
      commands: [],
    })
    expect(classic).toContain('the return still wanted / 1000')
    expect(classic).not.toContain('Feed `returns_to_go`')
  })

  it('does not pass a layout of our own for Hugging Face’s', () => {
    expect(card).toContain('The weights are Hugging Face')
    const own = formatModelCard({
      title: 'adaptive',
      config: parseModelConfig({ model_type: ADAPTIVE }),
      gaitway,
      parameters: 1,
      commands: [],
    })
    expect(own).toContain('**not in Hugging Face’s layout**')
    expect(own).toContain('library_name: gaitway')
    expect(own).not.toContain('from_pretrained')
  })

  it('says which timesteps the model knows', () => {
    expect(card).toContain('timesteps are relative to the window')
    expect(card).toContain('`timesteps` with 0 … 19, counted from the start of the window;')
    const conditioning = { ...gaitway.conditioning, timesteps: 'episode' as const }
    const absolute = formatModelCard({
      title: 'absolute',
      config: parseModelConfig({}),
      gaitway: { ...gaitway, conditioning },
      parameters: 1,
      commands: [],
    })
    expect(absolute).toContain('timesteps are the episode’s')
    expect(absolute).toContain('`timesteps` with those of the episode;')
  })
})
