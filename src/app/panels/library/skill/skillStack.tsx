import type { ComponentChildren } from 'preact'
import './skillStack.css'

/** What a card of the Skill page holds, one below the other. */
export function SkillStack({
  children,
  testId,
  state,
}: {
  children: ComponentChildren
  testId?: string
  state?: string
}) {
  return (
    <div class="skill-stack" data-testid={testId} data-state={state}>
      {children}
    </div>
  )
}
