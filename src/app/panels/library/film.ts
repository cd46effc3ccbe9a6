import type { ReplayEpisode } from '../../../host/window.js'
import { bodyOf, terrainOf } from '../../../sim/index.js'
import type { ReplayedMessage } from '../../simulation/protocol.js'
import type { Setting } from '../../view/scenario.js'

/** The least that is drawn of the ground, m: a fall at the start has a world around it too. */
const LEAST_REACH = 20

/** The picture of an episode that is shown again. */
export function filmSetting(
  { envId, envOptions, controller }: Pick<ReplayEpisode, 'envId' | 'envOptions' | 'controller'>,
  { times }: Pick<ReplayedMessage, 'times'>,
): Setting {
  const body = bodyOf(envId)
  return {
    body,
    terrain: terrainOf(envOptions.level ?? {}),
    look: 'day',
    lanes: [{ name: controller }],
    finish: Infinity,
    reach: Math.max(LEAST_REACH, body.typicalSpeed * times.at(-1)!),
  }
}

/** The step, from 1, that is shown `time` seconds after the start. */
export function stepAt(time: number, controlStep: number, steps: number): number {
  return Math.min(Math.floor(time / controlStep), steps - 1) + 1
}

/** Where the simulation left what was stored, in words; undefined where it never did. */
export function parting(
  { agreeingSteps }: Pick<ReplayedMessage, 'agreeingSteps'>,
  steps: number,
): string | undefined {
  if (agreeingSteps === steps) return undefined
  return agreeingSteps === 0
    ? 'The replay does not start where the recording did.'
    : `The replay leaves the recording after step ${agreeingSteps}.`
}
