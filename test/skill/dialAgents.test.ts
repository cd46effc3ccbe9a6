import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { DecisionTransformerAgents } from '../../src/dt/agent.js'
import { DialAgents } from '../../src/skill/dialAgents.js'
import { DialCurve } from '../../src/skill/dialCurve.js'
import { type DialableCheckpoint, loadDialable } from '../../src/skill/modelFolder.js'

let checkpoint: DialableCheckpoint
let curve: DialCurve

beforeAll(async () => {
  checkpoint = await loadDialable(join(import.meta.dirname, '../../assets/models/cheetah'))
  curve = DialCurve.fromCheckpoint(checkpoint.gaitway)
})

const prompt = (skill: number) => curve.ask(skill).promptedReturn

/** Something to see that is never the same twice. */
const scene = (at: number) =>
  Float32Array.from(
    checkpoint.gaitway.stateMean,
    (mean, i) => mean + checkpoint.gaitway.stateStd[i] * Math.sin(at + i),
  )

type Agents = Pick<DecisionTransformerAgents, 'act' | 'observe'>

/** One step of all lanes before the same scene. */
function step(agents: Agents, at: number, lanes = 1): Float32Array[] {
  const actions = agents.act(Array.from({ length: lanes }, () => scene(at)))
  agents.observe(actions.map((action) => ({ action, reward: 2, terminated: false, truncated: false })))
  return actions
}

/** The agents behind a dial, told each step what they are asked for. */
function told(prompted: number): { agents: DecisionTransformerAgents; tell: (target: number) => void } {
  const agents = new DecisionTransformerAgents(checkpoint, { targetReturns: [prompted] })
  return { agents, tell: (target) => agents.setTarget(0, target) }
}

describe('DialAgents', () => {
  it('act as agents without a dial until it is turned', () => {
    const dials = new DialAgents(checkpoint, [prompt(60)])
    const { agents } = told(prompt(60))
    dials.turn(0, curve.ask(60))
    for (let at = 0; at < 30; at++) expect(step(dials, at)).toEqual(step(agents, at))
  })

  it('turned down, begin a context anew', () => {
    const dials = new DialAgents(checkpoint, [prompt(80)])
    for (let at = 0; at < 30; at++) step(dials, at)
    dials.turn(0, curve.ask(60))
    const { agents } = told(prompt(60))
    for (let at = 30; at < 60; at++) {
      const [expected] = step(agents, at)
      step(dials, at)[0].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4))
    }
  })

  it('turned up, begin a context anew and ask for more than the new prompt, less and less so', () => {
    const dials = new DialAgents(checkpoint, [prompt(40)])
    for (let at = 0; at < 30; at++) step(dials, at)
    dials.turn(0, curve.ask(80))
    const { agents, tell } = told(prompt(80))
    const lead = 0.25 * (prompt(80) - prompt(40))
    for (let at = 30; at < 60; at++) {
      tell(prompt(80) + lead * Math.exp(-(at - 30) / checkpoint.gaitway.contextLength))
      const [expected] = step(agents, at)
      step(dials, at)[0].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4))
    }
  })

  it('turned back before the lead is over, lead no more', () => {
    const dials = new DialAgents(checkpoint, [prompt(40)])
    step(dials, 0)
    dials.turn(0, curve.ask(80))
    dials.turn(0, curve.ask(40))
    const { agents } = told(prompt(40))
    for (let at = 1; at < 10; at++) expect(step(dials, at)).toEqual(step(agents, at))
  })

  it('ask for nothing beyond the dial’s ends', () => {
    const dials = new DialAgents(checkpoint, [prompt(10)])
    step(dials, 0)
    dials.turn(0, curve.ask(95))
    const { agents } = told(curve.high)
    expect(step(dials, 1)).toEqual(step(agents, 1))
  })

  it('come to ask for the new prompt alone', () => {
    const dials = new DialAgents(checkpoint, [prompt(20)])
    step(dials, 0)
    dials.turn(0, curve.ask(80))
    const settled = checkpoint.gaitway.contextLength * 6
    for (let at = 1; at < settled; at++) step(dials, at)
    const { agents } = told(prompt(80))
    for (let at = 1; at < settled; at++) step(agents, at)
    const [expected] = step(agents, settled)
    step(dials, settled)[0].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 2))
  })

  describe('whose context is but a moment', () => {
    const width = () => curve.high - curve.low

    /** Turns at step 10, beside agents that are told `prompted` of the time since. */
    function turned(
      { envId, dt, turning }: { envId: string; dt: number; turning?: { ramp: number; lead: number } },
      { from, to }: { from: number; to: number },
      prompted: (seconds: number) => number,
    ): void {
      const brief = { ...checkpoint, gaitway: { ...checkpoint.gaitway, envId, contextLength: 5, turning } }
      const dials = new DialAgents(brief, [prompt(from)])
      const agents = new DecisionTransformerAgents(brief, { targetReturns: [prompt(from)] })
      for (let at = 0; at < 60; at++) {
        if (at === 10) dials.turn(0, curve.ask(to))
        if (at > 10) agents.setTarget(0, prompted((at - 10) * dt))
        const [expected] = step(agents, at)
        step(dials, at)[0].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3))
      }
    }

    it('move to the new prompt step by step, by less than half the dial a second', () => {
      const hopper = { envId: 'Gaitway/Hopper-v0', dt: 0.008 }
      const cheetah = { envId: 'Gaitway/HalfCheetah-v0', dt: 0.05 }
      for (const body of [hopper, cheetah]) {
        turned(body, { from: 30, to: 80 }, (seconds) =>
          Math.min(prompt(80), prompt(30) + 0.45 * seconds * width()),
        )
        turned(body, { from: 80, to: 30 }, (seconds) =>
          Math.max(prompt(30), prompt(80) - 0.45 * seconds * width()),
        )
      }
    })

    it('with two legs move faster, and are asked on the way down for the change once more, which fades in 0.8 s', () => {
      const walker = { envId: 'Gaitway/Walker2d-v0', dt: 0.008 }
      turned(walker, { from: 30, to: 80 }, (seconds) => Math.min(prompt(80), prompt(30) + seconds * width()))
      turned(walker, { from: 80, to: 60 }, (seconds) => {
        const lead = (prompt(60) - prompt(80)) * Math.exp(-seconds / 0.8)
        const reached = Math.max(prompt(60), prompt(80) - seconds * width())
        return Math.max(curve.low, reached + (Math.abs(lead) < 0.01 * width() ? 0 : lead))
      })
    })

    it('are turned as their model says, whatever the body', () => {
      const calm = { envId: 'Gaitway/Walker2d-v0', dt: 0.008, turning: { ramp: 0.2, lead: 0 } }
      turned(calm, { from: 80, to: 30 }, (seconds) =>
        Math.max(prompt(30), prompt(80) - 0.2 * seconds * width()),
      )
    })
  })

  it('turned between an action and its outcome, do as if turned right after', () => {
    const [within, after] = [80, 80].map((skill) => new DialAgents(checkpoint, [prompt(skill)]))
    for (let at = 0; at < 40; at++) {
      const actions = within.act([scene(at)])
      if (at === 20) within.turn(0, curve.ask(30))
      within.observe(actions.map((action) => ({ action, reward: 2, terminated: false, truncated: false })))
      expect(actions).toEqual(step(after, at))
      if (at === 20) after.turn(0, curve.ask(30))
    }
  })

  it('turned between an action and a new episode, begin it at the new prompt', () => {
    const dials = new DialAgents(checkpoint, [prompt(80)])
    dials.act([scene(0)])
    dials.turn(0, curve.ask(40))
    dials.reset()
    const { agents } = told(prompt(40))
    for (let at = 0; at < 5; at++) expect(step(dials, at)).toEqual(step(agents, at))
  })

  it('refuse a lane that is not there and a return that is no number, and stay as they were', () => {
    const dials = new DialAgents(checkpoint, [prompt(80)])
    expect(() => dials.turn(1, curve.ask(30))).toThrow('there is no lane 1')
    expect(() => dials.reset({ lane: 1 })).toThrow('there is no lane 1')
    expect(() => dials.turn(0, { promptedReturn: NaN })).toThrow(InputError)
    const { agents } = told(prompt(80))
    expect(step(dials, 0)).toEqual(step(agents, 0))
  })

  it('leave the other lanes alone', () => {
    const both = new DialAgents(checkpoint, [prompt(30), prompt(70)])
    const { agents } = told(prompt(30))
    for (let at = 0; at < 40; at++) {
      if (at === 25) both.turn(1, curve.ask(20))
      const [expected] = step(agents, at)
      step(both, at, 2)[0].forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4))
    }
  })

  it('begin an episode at what the dial stands at, without the rest of a turn', () => {
    const dials = new DialAgents(checkpoint, [prompt(80)])
    step(dials, 0)
    dials.turn(0, curve.ask(40))
    dials.reset({ lane: 0 })
    const { agents } = told(prompt(40))
    for (let at = 0; at < 5; at++) expect(step(dials, at)).toEqual(step(agents, at))
  })
})
