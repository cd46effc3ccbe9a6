/** Trains in a thread of its own: reads the demonstrations over the host's blobs, uploads checkpoints there. */
import { Dataset, type Episode } from '../../data/index.js'
import {
  type Checkpoint,
  checkpointFiles,
  chooseBackend,
  loadTrainingState,
  presets,
  train,
  TrainingControl,
  type TrainingState,
  trainingStateFiles,
} from '../../dt/index.js'
import { putBlob } from '../../host/window.js'
import { HttpFiles, InputError, messageOf } from '../../platform/index.js'
import { LISTENING } from '../messaging/mailbox.js'
import { trainingCard } from './trainingCard.js'
import {
  checkTrainingMessage,
  type FromTraining,
  type StepReport,
  ToTrainingSchema,
  type TrainingOrder,
} from './trainingProtocol.js'

/** Milliseconds between checkpoints: what a closed window may cost. */
const CHECKPOINT_EVERY = 30_000
/** Milliseconds between messages with finished steps: fast backends would flood the window otherwise. */
const TELL_EVERY = 120
/** Milliseconds before a finished model is offered again to a host that did not answer. */
const RETRY_AFTER = 3000

const files = new HttpFiles('/blob')
const control = new TrainingControl()
const stopping = new AbortController()
let pauseAtCheckpoint = false
let noted: (() => void) | undefined

function tell(message: FromTraining): void {
  self.postMessage(message)
}

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  void obey(data).catch((error: unknown) => tell({ type: 'failed', message: messageOf(error) }))
})

async function obey(received: unknown): Promise<void> {
  const message = checkTrainingMessage(ToTrainingSchema, received)
  switch (message.type) {
    case 'probe':
      return probe(message.wanted)
    case 'start':
      return run(message.order)
    case 'pause':
      pauseAtCheckpoint = true
      return control.checkpointNow()
    case 'resume':
      pauseAtCheckpoint = false
      return control.resume()
    case 'stop':
      return stopping.abort()
    case 'noted':
      return noted?.()
  }
}

async function probe(wanted: TrainingOrder['config']['backend']): Promise<void> {
  try {
    tell({ type: 'probed', wanted, choice: await chooseBackend(wanted) })
  } catch (error) {
    tell({ type: 'probed', wanted, problem: messageOf(error) })
  }
}

async function run(order: TrainingOrder): Promise<void> {
  const { jobId, config } = order
  const episodes = await readEpisodes(order.datasets)
  tell({ type: 'preparing', message: 'Preparing the first step.' })
  const resume = order.resumeFiles.length > 0 ? await loadTrainingState(`staging/${jobId}`, files) : undefined
  const steps = new StepPost()
  const clock = setInterval(() => control.checkpointNow(), CHECKPOINT_EVERY)
  const upload = async (checkpoint: Checkpoint, state: TrainingState) => {
    steps.flush()
    tell({ type: 'saving' })
    const readme = new TextEncoder().encode(trainingCard(order, checkpoint))
    const all = [...checkpointFiles(checkpoint), ...trainingStateFiles(state), ['README.md', readme] as const]
    for (const [name, bytes] of all) {
      await putBlob(`staging/${jobId}/${name}`, bytes as Uint8Array<ArrayBuffer>)
    }
    // The host has to take note first, or the next checkpoint could mix with this one.
    const answer = new Promise<void>((resolve) => (noted = resolve))
    tell({ type: 'uploaded', step: state.step })
    await answer
    return true
  }
  try {
    const result = await train({
      ...config,
      warmupSteps: warmupSteps(config, episodes.length),
      episodes,
      datasets: [...order.datasets],
      control,
      resume,
      signal: stopping.signal,
      onBackend: (choice) => tell({ type: 'backend', choice }),
      onProgress: ({ step, loss, gradNorm, learningRate }) =>
        steps.add({ step, loss, gradNorm, learningRate, at: Date.now() }),
      onCheckpoint: async ({ checkpoint, state }) => {
        await upload(checkpoint, state).catch(unlessOutOfReach)
        if (!pauseAtCheckpoint) return
        control.pause()
        tell({ type: 'paused', step: state.step })
      },
    })
    // The work is done: it waits for a host that is out of reach, however long that takes.
    while (!(await upload(result.checkpoint, result.state).catch(unlessOutOfReach))) await pause(RETRY_AFTER)
    const { step, ended, hasLearned, seconds } = result
    tell({ type: 'ended', step, stopped: ended === 'aborted', hasLearned, seconds })
  } finally {
    clearInterval(clock)
  }
}

/** A short training would end before a recipe's warm-up does: a tenth of the steps at most. */
function warmupSteps({ recipe = 'gaitway', steps }: TrainingOrder['config'], episodes: number): number {
  return Math.min(presets[recipe](episodes).warmupSteps, Math.ceil(steps / 10))
}

/** All episodes in memory: batches are drawn from everywhere at every step. */
async function readEpisodes(ids: readonly string[]): Promise<Episode[]> {
  const datasets = await Promise.all(ids.map((id) => Dataset.open(`datasets/${id}`, files)))
  const total = datasets.reduce((sum, dataset) => sum + dataset.length, 0)
  const episodes: Episode[] = []
  for (const dataset of datasets) {
    for await (const episode of dataset.episodes()) {
      episodes.push(episode)
      if (episodes.length % 10 !== 0 && episodes.length !== total) continue
      const message = `Reading the demonstrations: ${episodes.length} of ${total} episodes.`
      tell({ type: 'preparing', message, progress: episodes.length / total })
    }
  }
  return episodes
}

/** Ends the training only where the host said no; where it did not answer, says so. */
function unlessOutOfReach(error: unknown): false {
  if (error instanceof InputError) throw error
  tell({ type: 'unsaved', reason: messageOf(error) })
  return false
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Gathers finished steps into few messages. */
class StepPost {
  #waiting: StepReport[] = []
  #postedAt = 0

  add(report: StepReport): void {
    this.#waiting.push(report)
    if (report.at - this.#postedAt >= TELL_EVERY) this.flush()
  }

  flush(): void {
    if (this.#waiting.length === 0) return
    tell({ type: 'steps', reports: this.#waiting })
    this.#waiting = []
    this.#postedAt = Date.now()
  }
}

self.postMessage(LISTENING)
