import type { HostClient } from '../../../host/contract.js'
import type { JobsStore } from '../../shell/jobsStore.js'
import type { Toasts } from '../../shell/toasts.js'

export class TrainingSession {
  constructor(
    readonly host: HostClient,
    readonly jobs: JobsStore,
    readonly toasts: Toasts,
  ) {}
}
