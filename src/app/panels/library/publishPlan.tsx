import { useEffect, useState } from 'preact/hooks'
import type { HostClient, Kind, Output } from '../../../host/window.js'
import { messageOf } from '../../../platform/index.js'
import { formatBytes, formatCounted, Notice, sentence, Spinner } from '../../ui/index.js'
import './publishPlan.css'

type Plan = Output<'hub.plan'>

/** What publishing would send, and what it leaves out; `onShown` hears whether it is on the screen. */
export function PublishPlan({
  host,
  kind,
  id,
  onShown,
}: {
  host: HostClient
  kind: Kind
  id: string
  onShown: (shown: boolean) => void
}) {
  const [plan, setPlan] = useState<Plan>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    host
      .call('hub.plan', { kind, id })
      .then(setPlan)
      .catch((error: unknown) => setProblem(messageOf(error)))
  }, [host, kind, id])
  useEffect(() => onShown(plan !== undefined), [plan, onShown])
  if (problem)
    return (
      <Notice tone="danger" title="It cannot be published.">
        {sentence(problem)}
      </Notice>
    )
  if (!plan) return <Spinner label="Looking through the folder…" />
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0)
  return (
    <div data-testid="publish-plan">
      <p class="field-hint">
        {formatCounted(plan.files.length, 'file')} of {formatBytes(total)} will be sent:
      </p>
      <ul class="publish-plan">
        {plan.files.map(({ name, bytes }) => (
          <li key={name}>
            <span>{name}</span>
            <span>{formatBytes(bytes)}</span>
          </li>
        ))}
      </ul>
      {plan.leftOut.length > 0 && (
        <p class="field-hint">
          Stays here: {plan.leftOut.slice(0, 20).join(', ')}
          {plan.leftOut.length > 20 && ` and ${plan.leftOut.length - 20} more`}.
        </p>
      )}
    </div>
  )
}
