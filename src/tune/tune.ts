import { createGenerator, type Generator } from '../gym/index.js'
import { between } from '../platform/index.js'
import {
  bodyOf,
  type CorrectionStage,
  type JudgedStage,
  LocomotionEnv,
  observationLayout,
  type RhythmStage,
  type SearchStage,
  type Stage,
} from '../sim/index.js'
import { gaitSizes } from '../policies/index.js'
import { beginCorrection, iterateCorrection, type CorrectionState } from './correction.js'
import type { Evolution } from './evolution.js'
import { gainsOfKnots, updated } from './randomSearch.js'
import { normalised } from './rhythm.js'
import { beginRhythm, evolveRhythm } from './rhythmSearch.js'
import { recipeOf, type TuneRecipe } from './recipes.js'
import type { Moments, RolloutTask } from './rollout.js'
import type { Crew } from './tasks.js'

/** Where a search stands; plain JSON, so that it can go on after a break. */
export interface TuneState {
  body: string
  seed: number
  stage: number
  iteration: number
  /** Steps simulated so far. */
  steps: number
  generator: Generator['state']
  gait: RolloutTask['gait']
  moments: { count: number; sum: number[]; squares: number[] }
  /** Of a search that begins with a rhythm. */
  evolution?: Evolution
  /** Of a search that learns a correction. */
  correction?: CorrectionState
}

export interface TuneProgress {
  /** Part of the iterations that are done, 0–1. */
  done: number
  stage: string
  iteration: number
  steps: number
  /** Mean score of the iteration's rollouts; 1 would be perfect. */
  score: number
}

export interface TuneOptions {
  body: string
  /** Default: the recipe of that body. */
  recipe?: TuneRecipe
  seed: number
  crew: Crew
  /** Goes on from here. */
  state?: TuneState
  onProgress?(progress: TuneProgress): void
  /** Called after each iteration with the state, to be kept. */
  onState?(state: TuneState): void | Promise<void>
  /** Stops between two iterations; the state then goes on later. */
  signal?: AbortSignal
}

/** A hinge that a rhythm keeps all but still must not be felt a hundredfold when it moves. */
const LEAST_DEVIATION = 0.1

/**
 * Searches for the gait of a body; the state at its end holds the gait. The same body and seed give the same gait, on
 * any number of threads and over any number of breaks.
 */
export async function tune(options: TuneOptions): Promise<TuneState> {
  const { onProgress, onState, signal } = options
  const recipe = options.recipe ?? recipeOf(options.body)
  const state = options.state ?? begin(recipe, options)
  const generator = createGenerator(0)
  generator.state = state.generator
  const total = recipe.stages.reduce((sum, { iterations }) => sum + iterations, 0)
  let before = 0
  for (const [index, stage] of recipe.stages.entries()) {
    if (index > state.stage) enter(state, recipe, stage, index)
    while (index === state.stage && state.iteration < stage.iterations) {
      signal?.throwIfAborted()
      const share = state.iteration / (stage.schedule ?? stage.iterations)
      const score = await improve(state, recipe, stage, share, generator, options.crew)
      state.iteration += 1
      state.generator = generator.state
      const { iteration, steps } = state
      onProgress?.({ done: (before + iteration) / total, stage: stage.name, iteration, steps, score })
      await onState?.(state)
    }
    before += stage.iterations
  }
  return state
}

function begin(recipe: TuneRecipe, { body, seed }: TuneOptions): TuneState {
  const env = new LocomotionEnv(bodyOf(recipe.envId))
  const observations = env.observationSpace.size
  env.close()
  const form = {
    envId: recipe.envId,
    mean: constant(observations, 0),
    deviation: constant(observations, 1),
    posture: recipe.posture,
    ...(recipe.clock && { clock: recipe.clock }),
    ...(recipe.mirrored && { mirrored: true }),
  }
  const rhythm = recipe.stages[0].method === 'rhythm'
  return {
    body,
    seed,
    stage: 0,
    iteration: 0,
    steps: 0,
    generator: createGenerator(seed).state,
    gait: {
      ...form,
      knots: Array.from({ length: rhythm ? recipe.knots : 1 }, () => constant(gaitSizes(form).knot, 0)),
    },
    moments: nothingSeen(observations),
  }
}

/** The first stage for all commands spreads the fastest gait over the knots. */
function enter(state: TuneState, recipe: TuneRecipe, stage: Stage, index: number): void {
  state.stage = index
  state.iteration = 0
  if (stage.method === 'rhythm' && state.evolution) state.evolution.sigma = stage.spread
  if (stage.method !== 'search') return
  const { knots } = state.gait
  if (recipe.stages[index - 1].method === 'rhythm') {
    normalise(state, LEAST_DEVIATION)
    state.gait.knots = normalised(knots, state.gait)
    return
  }
  if (stage.commands[0] < stage.commands[1] && knots.length === 1)
    state.gait.knots = Array.from({ length: recipe.knots }, (_, k) =>
      knots[0].map((weight) => weight * recipe.start[k]),
    )
}

/** Improves the gait by the stage's method. `done`: share of the stage's schedule before it. Returns the mean score. */
function improve(
  state: TuneState,
  recipe: TuneRecipe,
  stage: Stage,
  done: number,
  generator: Generator,
  crew: Crew,
): Promise<number> {
  switch (stage.method) {
    case 'rhythm':
      return evolve(state, recipe, stage, done, generator, crew)
    case 'search':
      return search(state, recipe, stage, done, generator, crew)
    case 'correction':
      return correct(state, stage, done, generator, crew)
  }
}

async function search(
  state: TuneState,
  recipe: TuneRecipe,
  stage: SearchStage,
  done: number,
  generator: Generator,
  crew: Crew,
): Promise<number> {
  const seeds = Array.from({ length: stage.directions }, () => ({
    direction: generator.bits(),
    runs: drawRuns(stage, generator),
  }))
  const results = await Promise.all(
    seeds.map(({ direction, runs }) =>
      crew.direction({
        gait: state.gait,
        judgement: { ...recipe.judgement, ...stage.judgement },
        seed: direction,
        noise: stage.noise,
        knot: stage.knot,
        runs,
        horizon: Math.round(between(stage.horizon, done)),
        actionNoise: stage.actionNoise,
      }),
    ),
  )
  const tried = results.map(({ plus, minus, gains }, i) => ({
    seed: seeds[i].direction,
    plus,
    minus,
    ...(stage.ownGains && { gains: gainsOfKnots(gains, seeds[i].runs, state.gait.knots.length) }),
  }))
  state.gait.knots = updated(state.gait.knots, tried, {
    stepSize: between(stage.stepSize, done),
    top: stage.top,
    knot: stage.knot,
  })
  for (const { steps } of results) state.steps += steps
  // A stage that moves one knot must not change what the others' weights see, nor one that refines a rhythm.
  if (stage.knot === undefined && !state.evolution) {
    addMoments(state, results)
    normalise(state)
  }
  return tried.reduce((sum, { plus, minus }) => sum + plus + minus, 0) / (2 * tried.length)
}

async function evolve(
  state: TuneState,
  recipe: TuneRecipe,
  stage: RhythmStage,
  done: number,
  generator: Generator,
  crew: Crew,
): Promise<number> {
  const horizon = Math.round(between(stage.horizon, done))
  const runs = drawRuns(stage, generator)
  const judgement = { ...recipe.judgement, ...stage.judgement }
  state.evolution ??= beginRhythm(state.gait, stage.spread)
  const { evolution, knots, results } = await evolveRhythm(state.gait, state.evolution, {
    candidates: stage.candidates,
    generator,
    judge: (gait) => crew.candidate({ gait, judgement, runs, horizon, actionNoise: stage.actionNoise }),
  })
  state.evolution = evolution
  state.gait.knots = knots
  // What the last generation saw normalises the inputs of the stages after it.
  state.moments = nothingSeen(state.gait.mean.length)
  addMoments(state, results)
  for (const { steps } of results) state.steps += steps
  return results.reduce((sum, { score }) => sum + score, 0) / results.length
}

async function correct(
  state: TuneState,
  { settings }: CorrectionStage,
  done: number,
  generator: Generator,
  crew: Crew,
): Promise<number> {
  const { gait } = state
  state.correction ??= beginCorrection(gait, settings, generator)
  const { score, steps } = await iterateCorrection(gait, state.correction, settings, done, generator, crew)
  state.steps += steps
  return score
}

/** Commands spread evenly over the stage's, each somewhere in its part. */
function drawRuns({ commands: [from, to], runs }: JudgedStage, generator: Generator) {
  return Array.from({ length: runs }, (_, k) => ({
    command: from < to ? from + (to - from) * ((k + generator.uniform()) / runs) : from,
    seed: generator.bits(),
  }))
}

/** In the order of the directions, not of their arrival, so that the number of threads changes nothing. */
function addMoments({ moments: total }: TuneState, results: readonly { moments: Moments }[]): void {
  for (const { moments } of results) {
    total.count += moments.count
    moments.sum.forEach((value, i) => (total.sum[i] += value))
    moments.squares.forEach((value, i) => (total.squares[i] += value))
  }
}

/** Mean and deviation of everything observed so far become the gait's. */
function normalise({ gait, moments }: TuneState, least = 0): void {
  gait.mean = moments.sum.map((sum) => sum / moments.count)
  gait.deviation = moments.squares.map((square, i) => {
    const variance = square / moments.count - gait.mean[i] * gait.mean[i]
    return variance > 1e-6 ? Math.max(least, Math.sqrt(variance)) : 1
  })
  if (!gait.mirrored) return
  // Both legs are seen alike, or the left could not do what the right does.
  const leg = gait.posture.angles.length / 2
  const { angles, rates } = observationLayout(2 * leg)
  for (const { start } of [angles, rates])
    for (let j = start; j < start + leg; j++)
      for (const values of [gait.mean, gait.deviation])
        values[j] = values[j + leg] = (values[j] + values[j + leg]) / 2
}

function nothingSeen(observations: number): TuneState['moments'] {
  return { count: 0, sum: constant(observations, 0), squares: constant(observations, 0) }
}

function constant(length: number, value: number): number[] {
  return Array.from({ length }, () => value)
}
