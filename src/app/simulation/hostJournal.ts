import type { Episode, EpisodeHeader, JournalSteps } from '../../data/index.js'
import type { EpisodeSummary, HostCalls } from '../../host/window.js'

/**
 * A recording's journal at the host. Pieces are sent one after the other, each once the one before is on the disk;
 * nothing follows on one that failed, so what is on the disk is always a beginning of what happened.
 */
export class HostJournal {
  /** Everything sent, in order. */
  #last: Promise<unknown> = Promise.resolve()
  #failure: unknown

  /** Throws where the host cannot begin. */
  static async begin(host: HostCalls, header: EpisodeHeader): Promise<HostJournal> {
    const { envId, envOptions, resetOptions, level, controller, seed } = header
    const { recordingId } = await host.call('recording.begin', {
      envId,
      envOptions,
      ...(resetOptions && { resetOptions }),
      level,
      controller,
      seed,
    })
    return new HostJournal(host, recordingId)
  }

  private constructor(
    private readonly host: HostCalls,
    readonly recordingId: string,
  ) {}

  /** Why the host could not write; undefined while all is well. */
  get failure(): unknown {
    return this.#failure
  }

  append({ firstStep, observations, actions, appliedActions, rewards }: JournalSteps): void {
    const { recordingId } = this
    void this.#inTurn(() =>
      this.host.call('recording.append', {
        recordingId,
        firstStep,
        observations: Array.from(observations),
        actions: Array.from(actions),
        ...(appliedActions && { appliedActions: Array.from(appliedActions) }),
        rewards: Array.from(rewards),
      }),
    )
  }

  /** Undefined where the host failed, here or before. */
  end({ terminated, truncated, finalObservation }: Episode): Promise<EpisodeSummary | undefined> {
    const { recordingId } = this
    return this.#inTurn(() =>
      this.host.call('recording.end', {
        recordingId,
        terminated,
        truncated,
        finalObservation: Array.from(finalObservation),
      }),
    )
  }

  /** For a recording without a single step. */
  async discard(): Promise<void> {
    const { recordingId } = this
    await this.#inTurn(() => this.host.call('recording.discard', { recordingId }))
  }

  #inTurn<T>(send: () => Promise<T>): Promise<T | undefined> {
    const turn = this.#last
      .then(() => (this.#failure === undefined ? send() : undefined))
      .catch((error: unknown) => {
        this.#failure = error
        return undefined
      })
    this.#last = turn
    return turn
  }
}
