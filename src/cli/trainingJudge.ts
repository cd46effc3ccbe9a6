import type { Checkpoint } from '../dt/index.js'
import { dialFigures, evaluate, evenTargets } from '../skill/index.js'

/** Targets and episodes of a roll-out during training: enough to tell a dial from none. */
const TARGETS = 3
const EPISODES = 2

/**
 * Judges a model in training by what its dial achieves, on evaluation seeds: the negative of the error per episode, as
 * a share of the range of returns.
 */
export async function dialScore(checkpoint: Checkpoint): Promise<number> {
  const range = checkpoint.gaitway?.targetRange
  if (!range) throw new Error('the trainer made a model without gaitway.json')
  const { results } = await evaluate({
    checkpoint,
    targets: evenTargets(range, TARGETS),
    episodes: EPISODES,
  })
  return -dialFigures(results, range).nmaePerEpisode
}
