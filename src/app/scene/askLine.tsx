import type { DialCurve } from '../../skill/index.js'
import { formatReturn } from '../ui/index.js'

/** What a skill means, in words: the return that is asked for, and a warning where the dial is a guess. */
export function AskLine({ curve, skill }: { curve: DialCurve | undefined; skill: number }) {
  if (!curve) return <>The range of its returns is not known.</>
  const { targetReturn, zone } = curve.ask(skill)
  return (
    <span data-testid="ask" data-target={targetReturn}>
      skill {Math.round(skill)} → asks for a return of {formatReturn(targetReturn)}
      {zone === 'gap' && ' (a gap in its data: it may come out different)'}
      {zone === 'uncalibrated' && ' (not calibrated)'}
    </span>
  )
}
