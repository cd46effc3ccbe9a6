import type { Race } from './race.js'

/** How one lane did. */
export interface LaneResult {
  lane: number
  name: string
  human: boolean
  /** 1 is first. */
  place: number
  /** Seconds from Go to the line; undefined for who did not get there. */
  finishTime?: number
  /** Metres, the race's length at most. */
  distance: number
  /** m/s over the time that counted. */
  meanSpeed: number
  topSpeed: number
  /** Sum of the rewards until the finish or the end of the race. */
  return: number
  /** That sum scaled to the horizon of a whole episode: what compares with a target return. */
  pace: number
  /** What the target asked for over the same steps; undefined for a person. */
  targetSoFar?: number
  targetReturn?: number
  steps: number
  respawns: number
}

/** The table at the end, first place first; while the race runs, the table as it stands. */
export function results(race: Race, controlStep: number): LaneResult[] {
  return race.order.map((lane, index) => {
    const state = race.lanes[lane]
    const distance = Math.min(Math.max(state.x, 0), race.length)
    const seconds = state.finishTime ?? state.steps * controlStep
    return {
      lane,
      name: state.setup.name,
      human: state.setup.human,
      place: index + 1,
      finishTime: state.finishTime,
      distance,
      meanSpeed: seconds > 0 ? distance / seconds : 0,
      topSpeed: state.topSpeed,
      return: state.return,
      pace: state.pace,
      targetSoFar: state.targetReturn === undefined ? undefined : state.targetSoFar,
      targetReturn: state.targetReturn,
      steps: state.steps,
      respawns: state.respawns,
    }
  })
}
