import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { BodyModel } from '../../scene/bodies.js'
import type { PlayableLevel } from '../../scene/levels.js'
import type { Setting } from '../../view/scenario.js'
import { lanePlans, type LineUp } from './lineUp.js'
import { raceSetting } from './raceSetting.js'

/** How long the picture waits for the next change of the line-up, ms. */
const SETTLE = 150

/** The picture of a line-up; the same object as long as nothing in it changes, so that a race begins without a break. */
export function useRaceSetting(
  lineUp: LineUp | undefined,
  level: PlayableLevel | undefined,
  models: readonly BodyModel[],
  racing: boolean,
): Setting | undefined {
  const names = lineUp ? lanePlans(lineUp, models).map(({ name }) => name) : []
  const key = lineUp && level ? JSON.stringify([level.id, lineUp.body, names]) : ''
  const settled = useSettled(key, racing)
  const last = useRef<Setting>(undefined)
  return useMemo(() => {
    if (!lineUp || !level || settled === '' || names.length === 0) return last.current
    last.current = raceSetting(lineUp.body, level.level, names)
    return last.current
  }, [settled])
}

/** A value that has stood still for a moment; at once where `now`. */
function useSettled(value: string, now: boolean): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (now || settled === '') return setSettled(value)
    const timer = setTimeout(() => setSettled(value), SETTLE)
    return () => clearTimeout(timer)
  }, [value, now])
  return now ? value : settled
}
