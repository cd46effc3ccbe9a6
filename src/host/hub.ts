import { type HubAccess, hubUser, type PlanOptions, planUpload, printable, push } from '../hub/index.js'
import { InputError } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import type { Input, Job, Kind, Output } from './contract.js'
import { entryFolder, type Folders } from './folders.js'
import { JobLife, type Kept, type Surroundings } from './jobLife.js'
import type { Jobs } from './jobs.js'
import type { Library } from './library.js'

/** A push that is under way. */
interface Push extends Kept {
  kind: 'push'
  of: Kind
  id: string
}

/** Publishing on the Hugging Face Hub. The token is kept in memory alone, and goes nowhere but to the Hub. */
export class HubService {
  readonly #life: JobLife<Push>
  readonly #folders: Folders
  readonly #jobs: Jobs
  readonly #hub: Pick<HubAccess, 'hubUrl' | 'allowHttp'>
  #token: string | undefined

  constructor(surroundings: Surroundings, library: Library, environment: NodeJS.ProcessEnv) {
    this.#folders = surroundings.folders
    this.#jobs = surroundings.jobs
    this.#token = environment.HF_TOKEN || undefined
    this.#hub = {
      hubUrl: environment.HF_ENDPOINT || undefined,
      allowHttp: Boolean(environment.GAITWAY_ALLOW_HTTP),
    }
    this.#life = new JobLife(
      {
        kind: 'push',
        noun: 'push',
        claim: ({ of, id, title }) => library.use(of, [id], title),
      },
      surroundings,
    )
  }

  /** Whose token it is; a token given is tried first, and kept only if the Hub takes it. */
  async status(token: string | undefined): Promise<Output<'hub.status'>> {
    const tried = token || this.#token
    if (!tried) return { user: null, hasToken: false }
    const { name } = await hubUser({ ...this.#hub, token: tried })
    this.#token = tried
    return { user: name, hasToken: true }
  }

  async plan({ kind, id }: Input<'hub.plan'>): Promise<Output<'hub.plan'>> {
    const { files, leftOut } = await planUpload(this.#upload(kind, id))
    return { files, leftOut: leftOut.slice(0, 1000).map(printable) }
  }

  async push({ kind, id, repo, private: isPrivate, token }: Input<'hub.push'>): Promise<Job> {
    const upload = this.#upload(kind, id)
    if (token || !this.#token) await this.status(token)
    if (!this.#token)
      throw new InputError(
        'the Hub needs a token: make one with write access at https://huggingface.co/settings/tokens and enter it here, or set HF_TOKEN',
      )
    const title = `Push ${id} to ${repo}`
    if (this.#life.ids().some((job) => this.#life.find(job).title === title))
      throw new InputError(`${id} is being pushed to ${repo} already: wait for it, or cancel it`)
    const pushToken = this.#token
    const kept: Push = { kind: 'push', title, startedAt: Date.now(), of: kind, id }
    const job = await this.#life.begin(kept, { message: 'asks the Hub' })
    return this.#life.run(job.id, async (signal) => {
      const { url } = await push({
        ...this.#hub,
        ...upload,
        repo,
        private: isPrivate,
        token: pushToken,
        signal,
        onProgress: (progress) => this.#jobs.update(job.id, { progress, message: 'sends the files' }),
      })
      return { message: url, result: url }
    })
  }

  #upload(kind: Kind, id: string): PlanOptions {
    const entry = entryFolder(this.#folders, kind, id)
    if (!entry) throw new InputError(`${id} is not in the library`)
    return {
      kind: kind === 'datasets' ? 'dataset' : 'model',
      folder: id,
      files: new NodeFiles((entry.shipped ? this.#folders.shipped : this.#folders)[kind]),
    }
  }

  close(): Promise<void> {
    return this.#life.haltAll()
  }
}
