/** Trains in a thread of its own: reads the demonstrations over the host's blobs, uploads checkpoints there. */
import { putBlob } from '../../host/client.js'
import { HttpFiles } from '../../platform/httpFiles.js'
import { Dataset, type Episode } from '../../data/index.js'
import {
  checkpointFiles,
  chooseBackend,
  loadTrainingState,
  train,
  TrainingControl,
  trainingStateFiles,
  type Checkpoint,
  type TrainingState,
} from '../../dt/index.js'
import type { FromTraining, StepReport, ToTraining, TrainingOrder } from './trainingProtocol.js'

/** Milliseconds between checkpoints: what a closed window may cost. */
const CHECKPOINT_EVERY = 60_000
/** Milliseconds between messages with finished steps: fast backends would flood the window otherwise. */
const TELL_EVERY = 120

const files = new HttpFiles('/blob')
const control = new TrainingControl()
const stopping = new AbortController()
let noted: (() => void) | undefined

function tell(message: FromTraining): void {
  self.postMessage(message)
}

self.addEventListener('message', (event: MessageEvent<ToTraining>) => {
  void obey(event.data).catch((error: unknown) =>
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})

async function obey(message: ToTraining): Promise<void> {
  switch (message.type) {
    case 'probe':
      return tell({ type: 'probed', wanted: message.wanted, choice: await chooseBackend(message.wanted) })
    case 'start':
      return run(message.order)
    case 'pause':
      control.pause()
      control.checkpointNow()
      return
    case 'resume':
      return control.resume()
    case 'stop':
      return stopping.abort()
    case 'noted':
      return noted?.()
  }
}

async function run(order: TrainingOrder): Promise<void> {
  const episodes = await readEpisodes(order.datasets)
  const resume =
    order.resumeFiles.length > 0 ? await loadTrainingState(`staging/${order.jobId}`, files) : undefined
  tell({ type: 'preparing', message: 'Preparing the first step.' })
  const { config } = order
  const steps = new StepPost()
  const clock = setInterval(() => control.checkpointNow(), CHECKPOINT_EVERY)
  try {
    const result = await train({
      ...config,
      episodes,
      datasets: [...order.datasets],
      control,
      resume,
      signal: stopping.signal,
      onProgress: ({ step, loss, gradNorm, learningRate }) =>
        steps.add({ step, loss, gradNorm, learningRate, at: Date.now() }),
      onCheckpoint: async ({ checkpoint, state }) => {
        steps.flush()
        await upload(order.jobId, checkpoint, state, state.step)
      },
    })
    steps.flush()
    await upload(order.jobId, result.checkpoint, result.state, result.step)
    tell({ type: 'ended', step: result.step, stopped: result.ended === 'aborted', seconds: result.seconds })
  } finally {
    clearInterval(clock)
  }
}

/** All episodes in memory: batches are drawn from everywhere at every step. */
async function readEpisodes(ids: readonly string[]): Promise<Episode[]> {
  const datasets = await Promise.all(ids.map((id) => Dataset.open(`datasets/${id}`, files)))
  const total = datasets.reduce((sum, dataset) => sum + dataset.length, 0)
  const episodes: Episode[] = []
  for (const dataset of datasets) {
    for await (const episode of dataset.episodes()) {
      episodes.push(episode)
      if (episodes.length % 10 === 0 || episodes.length === total) {
        const message = `Reading the demonstrations: ${episodes.length} of ${total} episodes.`
        tell({ type: 'preparing', message, progress: episodes.length / total })
      }
    }
  }
  return episodes
}

/** Returns when the host has taken note, so that the next checkpoint cannot mix with this one. */
async function upload(
  jobId: string,
  checkpoint: Checkpoint,
  state: TrainingState,
  step: number,
): Promise<void> {
  tell({ type: 'saving' })
  for (const [name, bytes] of [...checkpointFiles(checkpoint), ...trainingStateFiles(state)]) {
    await putBlob(`staging/${jobId}/${name}`, bytes as Uint8Array<ArrayBuffer>)
  }
  const answer = new Promise<void>((resolve) => (noted = resolve))
  tell({ type: 'uploaded', step })
  await answer
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
