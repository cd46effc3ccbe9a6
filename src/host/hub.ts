import { InputError } from '../platform/errors.js'
import type { Input, Job, Output } from './contract.js'
import type { Folders } from './folders.js'
import type { Jobs } from './jobs.js'
import type { Library } from './library.js'

export class HubService {
  #token: string | undefined
  constructor(_folders: Folders, _library: Library, _jobs: Jobs, environment: NodeJS.ProcessEnv) {
    this.#token = environment.HF_TOKEN
  }

  async status(token: string | undefined): Promise<Output<'hub.status'>> {
    if (token !== undefined) this.#token = token
    return { user: null, hasToken: Boolean(this.#token) }
  }

  async push({ id }: Input<'hub.push'>): Promise<Job> {
    throw new InputError(`${id} cannot be pushed yet`)
  }
}
