import type { LaneSetup, Pilot } from '../../game/index.js'
import type { Env } from '../../gym/index.js'
import { InputError, type ReadableFiles } from '../../platform/index.js'
import {
  asBatch,
  type BatchPolicy,
  gaitNamed,
  gaitOf,
  interpolate,
  makeKeyboard,
  ScriptedPolicy,
} from '../../policies/index.js'
import { EPISODE_STEPS } from '../../sim/index.js'
import { DialAgents } from '../../skill/index.js'
import { Human } from './human.js'
import { loadModel, ModelError } from './models.js'
import type { Ask, Driver, LanePlan } from './protocol.js'

/** Everybody who acts in a race or a recording, and how to reach them while it runs. */
export interface Agents {
  pilots: Pilot[]
  setups: (LaneSetup & { ask?: Ask })[]
  humans: Human[]
  /** Turns the dial of one lane; undefined where there is none. */
  dial(lane: number, skill: number): Ask | undefined
}

interface AgentsOptions {
  envId: string
  plans: readonly LanePlan[]
  /** One a lane, in order. */
  envs: readonly Env[]
  seed: number
  /** The library. */
  files: ReadableFiles
}

/**
 * Finds a policy for every lane. Lanes with the same model share one batch of agents, so that a step of all of them is
 * one call.
 */
export async function openAgents({ envId, plans, envs, seed, files }: AgentsOptions): Promise<Agents> {
  const pilots: Pilot[] = []
  const humans: Human[] = []
  const dials = new Map<number, (skill: number) => Ask>()
  const setups: Agents['setups'] = plans.map(({ name, driver }, lane) => ({
    name,
    human: driver.kind === 'human',
    env: envs[lane],
    seed: seed + 1000 * lane,
    horizon: EPISODE_STEPS,
  }))
  for (const [model, lanes] of lanesOfModels(plans)) {
    const { checkpoint, curve } = await loadModel(model, envId, files)
    const { horizon } = checkpoint.gaitway
    const answers = lanes.map((lane) => curve.ask((plans[lane].driver as { skill: number }).skill))
    const agents = modelAgents(
      model,
      () =>
        new DialAgents(
          checkpoint,
          answers.map(({ promptedReturn }) => promptedReturn),
          { name: `agent:${model}` },
        ),
    )
    pilots.push({ lanes, policy: answering(model, agents) })
    lanes.forEach((lane, index) => {
      const { skill, targetReturn, zone } = answers[index]
      Object.assign(setups[lane], { targetReturn, horizon, ask: { skill, targetReturn, zone } })
      dials.set(lane, (turned) => {
        const answer = curve.ask(turned)
        agents.turn(index, answer)
        return { skill: turned, targetReturn: answer.targetReturn, zone: answer.zone }
      })
    })
  }
  plans.forEach(({ driver }, lane) => {
    if (driver.kind === 'human') {
      const human = new Human(makeKeyboard(driver.scheme, envId))
      humans.push(human)
      pilots.push({ lanes: [lane], policy: asBatch(human) })
    } else if (driver.kind === 'scripted') {
      const { policy, ask } = scripted(envId, driver)
      pilots.push({ lanes: [lane], policy: asBatch(policy) })
      const first = ask(driver.skill)
      Object.assign(setups[lane], { targetReturn: first.targetReturn, ask: first })
      dials.set(lane, (skill) => {
        policy.skill = skill
        return ask(skill)
      })
    }
  })
  return { pilots, setups, humans, dial: (lane, skill) => dials.get(lane)?.(skill) }
}

function lanesOfModels(plans: readonly LanePlan[]): Map<string, number[]> {
  const lanes = new Map<string, number[]>()
  plans.forEach(({ driver }, lane) => {
    if (driver.kind !== 'model') return
    const known = lanes.get(driver.model)
    if (known) known.push(lane)
    else lanes.set(driver.model, [lane])
  })
  return lanes
}

function modelAgents<T>(model: string, build: () => T): T {
  try {
    return build()
  } catch (error) {
    throw error instanceof InputError ? new ModelError(model, error.message) : error
  }
}

/** The same agents; where one has no sound answer, the model is named that it is of, so that another can be offered. */
function answering(model: string, agents: DialAgents): BatchPolicy {
  return {
    name: agents.name,
    lanes: agents.lanes,
    reset: (options) => agents.reset(options),
    act: (observations) => modelAgents(model, () => agents.act(observations)),
    observe: (outcomes) => agents.observe(outcomes),
  }
}

/** The body's gait; what it was worth when it was made says which return a skill means. */
function scripted(envId: string, { skill }: Extract<Driver, { kind: 'scripted' }>) {
  const name = gaitOf(envId)
  const gait = name === undefined ? undefined : gaitNamed(name)
  if (name === undefined || !gait)
    throw new InputError(`${envId} has no scripted gait yet; choose a model instead`)
  const { returns } = gait.origin
  const ask = (wanted: number): Ask => ({
    skill: wanted,
    targetReturn: returns ? interpolate(returns, wanted / 100) : 0,
  })
  return { policy: new ScriptedPolicy(name, gait, skill), ask }
}
