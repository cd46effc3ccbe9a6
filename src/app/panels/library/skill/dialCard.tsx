import { type DialCurve, type DialZone, expectationAt } from '../../../../skill/index.js'
import { Card, formatReturn, Slider, Stat, Stats, Tag, type Tone } from '../../../ui/index.js'
import { SkillStack } from './skillStack.js'

const zones: Record<DialZone, { label: string; tone: Tone; title: string }> = {
  calibrated: { label: 'measured', tone: 'good', title: 'Between two measured points' },
  uncalibrated: { label: 'not calibrated', tone: 'warn', title: 'Nobody has measured what comes' },
  gap: { label: 'gap', tone: 'warn', title: 'Its behaviour jumps here: it may come out as either side' },
  below: { label: 'below what it can do', tone: 'warn', title: 'Nothing measured was as weak' },
  above: { label: 'above what it can do', tone: 'warn', title: 'Nothing measured was as strong' },
}

/** The dial to turn: what it asks for, what the model is told, what to expect. */
export function DialCard({
  curve,
  skill,
  onSkill,
}: {
  curve: DialCurve
  skill: number
  onSkill: (skill: number) => void
}) {
  const { targetReturn, promptedReturn, zone } = curve.ask(skill)
  const expected = curve.calibration && expectationAt(curve.calibration, promptedReturn)
  const { label, tone, title } = zones[zone]
  return (
    <Card
      title="The dial"
      aside={
        <Tag tone={tone} title={title}>
          {label}
        </Tag>
      }
    >
      <SkillStack>
        <Slider
          label="Skill"
          value={skill}
          min={0}
          max={100}
          tone="agent"
          onInput={onSkill}
          testId="skill-dial"
        />
        <div data-testid="skill-answer" data-target={targetReturn} data-prompted={promptedReturn}>
          <Stats>
            <Stat size="l" label="Asks for" value={formatReturn(targetReturn)} />
            <Stat
              size="l"
              label="The model is told"
              value={formatReturn(promptedReturn)}
              title="What it has to be told to achieve what is asked for"
            />
          </Stats>
        </div>
        {expected ? (
          <p class="field-hint" data-testid="skill-expected">
            Half of its episodes come out between <strong>{formatReturn(expected.lowerQuartile)}</strong> and{' '}
            <strong>{formatReturn(expected.upperQuartile)}</strong>; {fallWords(expected.falls)}.
          </p>
        ) : (
          <p class="field-hint">
            {curve.calibration
              ? 'Nothing was measured here; what comes is a guess.'
              : 'Until it is calibrated, the model is told what is asked for, and nobody knows what comes.'}
          </p>
        )}
      </SkillStack>
    </Card>
  )
}

function fallWords(share: number): string {
  if (share === 0) return 'none ended in a fall'
  return `${Math.max(1, Math.round(100 * share))} % ended in a fall`
}
