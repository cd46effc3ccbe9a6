import { Slider } from '../../ui/index.js'
import { type Batch, withHighest, withLowest } from './batch.js'

/** From which skill to which: the two push one another. */
export function SkillRange({
  skill,
  onChange,
}: {
  skill: Batch['skill']
  onChange: (skill: Batch['skill']) => void
}) {
  return (
    <>
      <Slider
        label="Lowest skill"
        value={skill[0]}
        min={0}
        max={100}
        tone="scripted"
        onInput={(low) => onChange(withLowest(skill, low))}
        testId="batch-skill-low"
      />
      <Slider
        label="Highest skill"
        value={skill[1]}
        min={0}
        max={100}
        tone="scripted"
        onInput={(high) => onChange(withHighest(skill, high))}
        hint="Skills are spread evenly between the two: a dial is learned from runners of every kind."
        testId="batch-skill-high"
      />
    </>
  )
}
