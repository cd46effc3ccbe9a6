import { useState } from 'preact/hooks'
import { messageOf } from '../../../../platform/index.js'
import type { Calibration } from '../../../../skill/index.js'
import { useApp } from '../../../state/app.js'
import type { Job } from '../../../state/jobsStore.js'
import type { ModelSummary } from '../../../state/libraryStore.js'
import { Button, Card, formatDuration, Notice, Progress, TextField } from '../../../ui/index.js'
import { freeName, lastCalibration } from './calibrating.js'
import { SkillStack } from './skillStack.js'

/** How the dial was measured, and the button that measures it anew. */
export function CalibrateCard({ model, calibration }: { model: ModelSummary; calibration?: Calibration }) {
  const { host, jobs, library, router, toasts } = useApp()
  const [name, setName] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const [isStarting, setIsStarting] = useState(false)
  const job = lastCalibration(jobs.jobs.value, model.id)
  const copy = name ?? freeName(`my-${model.id}`, library.models.value)

  async function start() {
    setIsStarting(true)
    setProblem(undefined)
    try {
      const wanted = model.shipped ? { model: model.id, copy } : { model: model.id }
      jobs.put(await host.call('calibrate.start', wanted))
    } catch (error) {
      setProblem(messageOf(error))
    }
    setIsStarting(false)
  }

  return (
    <Card title="Calibration">
      <SkillStack testId="skill-calibration" state={job?.state ?? 'none'}>
        <p class="field-hint">
          {calibration
            ? `Measured at ${calibration.prompted.length} prompts with ${calibration.episodes} episodes each, on starts kept for that. The dial reads this curve backwards.`
            : 'Plays the model at 13 prompts, 8 episodes each, and keeps what came: from then on the dial asks for what it gets.'}
        </p>
        {job?.state === 'failed' && (
          <Notice tone="danger" title="The last calibration failed.">
            {job.message}
          </Notice>
        )}
        {job?.state === 'done' && job.result !== undefined && job.result !== model.id && (
          <Notice
            tone="good"
            title="The copy is calibrated."
            actions={
              <Button
                size="s"
                onClick={() => router.go('library', { model: job.result!, view: 'skill' })}
                testId="skill-open-copy"
              >
                Open it
              </Button>
            }
          >
            {job.result}
          </Notice>
        )}
        {job?.state === 'running' ? (
          <Running
            job={job}
            onCancel={() =>
              jobs.cancel(job.id).catch((error) => toasts.error('It could not be cancelled', error))
            }
          />
        ) : (
          <>
            {model.shipped && (
              <TextField
                label="Name of the copy"
                value={copy}
                onInput={setName}
                error={problem}
                hint="This model came with Gaitway and stays as it is: a copy gets the new curve."
                testId="skill-copy"
              />
            )}
            {!model.shipped && problem && (
              <p class="field-error" role="alert">
                {problem}
              </p>
            )}
            <Button
              icon="refresh"
              look={calibration ? 'secondary' : 'primary'}
              busy={isStarting}
              onClick={() => void start()}
              testId="skill-calibrate"
            >
              {model.shipped ? 'Calibrate a copy' : calibration ? 'Calibrate again' : 'Calibrate'}
            </Button>
          </>
        )}
      </SkillStack>
    </Card>
  )
}

function Running({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const { progress, startedAt, message } = job
  const left = ((Date.now() - startedAt) / 1000) * (1 / progress - 1)
  return (
    <>
      <Progress
        value={progress}
        label={message}
        detail={progress > 0.03 ? `about ${formatDuration(left)} left` : `${Math.floor(100 * progress)} %`}
      />
      <Button look="danger" onClick={onCancel} testId="skill-cancel">
        Cancel
      </Button>
    </>
  )
}
