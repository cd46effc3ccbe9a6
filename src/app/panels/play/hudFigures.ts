import type { Ask, Standing } from '../../simulation/protocol.js'
import { formatReturn } from '../../ui/index.js'
import { formatMetres, formatSpeed } from '../../scene/figures.js'
import { againstTarget, formatFinish, laneLabel, ordinal } from './figures.js'

/** Where the target lies on the bar of a lane, as a share of its width. */
const MARK = 0.7
/** A return this close to what is asked for by now, as a share, counts as what was asked for. */
const NEAR = 0.15

/** What a lane shows while the race is on, in words. */
export interface HudFigures {
  place: string
  name: string
  /** Speed, or what keeps it from having one: getting up, or being through. */
  state: string
  distance: string
  return: string
  /** How far the return is from what is asked for by now; undefined where nothing is. */
  difference?: { text: string; isNear: boolean; share: number }
  /** 0–1: how much of its bar is filled. */
  filled: number
}

export function hudFigures(name: string, standing: Standing, ask: Ask | undefined): HudFigures {
  const { share, difference } = againstTarget(standing)
  return {
    place: ordinal(standing.place),
    name: laneLabel(name, ask),
    state: stateOf(standing),
    distance: formatMetres(standing.x),
    return: formatReturn(standing.return),
    difference:
      share === undefined
        ? undefined
        : {
            text: `${difference >= 0 ? '+' : '−'}${formatReturn(Math.abs(difference))}`,
            isNear: Math.abs(share - 1) < NEAR,
            share,
          },
    filled: Math.min(1, Math.max(0, (share ?? 0) * MARK)),
  }
}

function stateOf({ status, finishTime, speed }: Standing): string {
  if (status === 'recovering') return 'getting up'
  return finishTime ? formatFinish(finishTime) : formatSpeed(speed)
}
