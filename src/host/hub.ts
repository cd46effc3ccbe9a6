import { type HubAccess, hubUser, type PlanOptions, planUpload, printable, push } from '../hub/index.js'
import { InputError, messageOf } from '../platform/errors.js'
import { NodeFiles } from '../platform/nodeFiles.js'
import type { Input, Job, Kind, Output } from './contract.js'
import { entryFolder, type Folders } from './folders.js'
import type { Jobs } from './jobs.js'
import type { Library } from './library.js'

/** Publishing on the Hugging Face Hub. The token is kept in memory alone, and goes nowhere but to the Hub. */
export class HubService {
  readonly #hub: Pick<HubAccess, 'hubUrl' | 'allowHttp'>
  #token: string | undefined
  /** Pushes that are under way, by job. */
  readonly #pushes = new Map<string, AbortController>()

  constructor(
    private readonly folders: Folders,
    private readonly library: Library,
    private readonly jobs: Jobs,
    environment: NodeJS.ProcessEnv,
  ) {
    this.#token = environment.HF_TOKEN || undefined
    this.#hub = {
      hubUrl: environment.HF_ENDPOINT || undefined,
      allowHttp: Boolean(environment.GAITWAY_ALLOW_HTTP),
    }
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
    if (this.jobs.list().some((job) => job.title === title && this.#pushes.has(job.id)))
      throw new InputError(`${id} is being pushed to ${repo} already: wait for it, or cancel it`)
    const release = this.library.use(kind, [id], title)
    const abort = new AbortController()
    const job = this.jobs.add(
      { kind: 'push', title, state: 'running', progress: 0, message: 'asks the Hub' },
      { cancel: () => abort.abort() },
    )
    this.#pushes.set(job.id, abort)
    void push({
      ...this.#hub,
      ...upload,
      repo,
      private: isPrivate,
      token: this.#token,
      signal: abort.signal,
      onProgress: (progress) => this.jobs.update(job.id, { progress, message: 'sends the files' }),
    })
      // Whoever hears of the end may do with the folder what had to wait for it.
      .finally(() => {
        this.#pushes.delete(job.id)
        release()
      })
      .then(
        ({ url }) => this.jobs.update(job.id, { state: 'done', progress: 1, message: url, result: url }),
        (error: unknown) => {
          if (abort.signal.aborted) return
          const message = messageOf(error)
          this.jobs.update(job.id, { state: 'failed', message })
        },
      )
    return job
  }

  #upload(kind: Kind, id: string): PlanOptions {
    const entry = entryFolder(this.folders, kind, id)
    if (!entry) throw new InputError(`${id} is not in the library`)
    return {
      kind: kind === 'datasets' ? 'dataset' : 'model',
      folder: id,
      files: new NodeFiles((entry.shipped ? this.folders.shipped : this.folders)[kind]),
    }
  }

  close(): void {
    for (const abort of this.#pushes.values()) abort.abort()
  }
}
