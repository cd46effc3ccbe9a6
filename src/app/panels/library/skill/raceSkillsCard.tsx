import { useState } from 'preact/hooks'
import { useApp } from '../../../state/app.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Button, Card } from '../../../ui/index.js'
import { formatSkills, MOST_BOTS } from '../../../state/skillsParam.js'
import { SkillStack } from './skillStack.js'
import './raceSkillsCard.css'

const tens = Array.from({ length: 11 }, (_, ten) => 10 * ten)

/** The same model side by side at several skills. */
export function RaceSkillsCard({ model, skill }: { model: ModelSummary; skill: number }) {
  const { router } = useApp()
  const [chosen, setChosen] = useState<readonly number[]>([10, 50, 90])
  const offered = [...new Set([...tens, ...chosen, skill])].toSorted((a, b) => a - b)
  const isFull = chosen.length >= MOST_BOTS
  const toggle = (value: number) =>
    setChosen(
      chosen.includes(value)
        ? chosen.filter((other) => other !== value)
        : [...chosen, value].toSorted((a, b) => a - b),
    )
  return (
    <Card title="Side by side">
      <SkillStack>
        <div class="skill-choices" role="group" aria-label="Skills to race">
          {offered.map((value) => (
            <Button
              key={value}
              size="s"
              pressed={chosen.includes(value)}
              disabled={isFull && !chosen.includes(value)}
              title={isFull && !chosen.includes(value) ? `${MOST_BOTS} lanes are the most` : undefined}
              onClick={() => toggle(value)}
              testId={`skill-choice-${value}`}
            >
              {String(value)}
            </Button>
          ))}
        </div>
        <Button
          look="primary"
          icon="flag"
          disabled={chosen.length === 0}
          onClick={() => router.go('play', { model: model.id, skills: formatSkills(chosen) })}
          testId="skill-race"
        >
          Race these skills
        </Button>
      </SkillStack>
    </Card>
  )
}
