import { InputError, type ReadableFiles } from '../platform/index.js'
import type { Episode, EpisodeHeader } from './episode.js'
import { EpisodeBuilder } from './episodeBuilder.js'
import { type Frame, FRAME_OVERHEAD, type Gap, Kind, readFrames, readHeaderFrame } from './journalFrames.js'
import {
  decodeEnd,
  decodeJson,
  decodeSteps,
  endBytes,
  fitsHeader,
  type JournalEnd,
  type JournalSteps,
  parseHeader,
  rowBytes,
  STEPS_HEAD,
} from './journalRecords.js'

/** A place in a journal that cannot be read any more. */
export interface JournalGap {
  /** Steps of the recording before it. */
  after: number
  bytes: number
  /** Steps that lay there; where `isExact` is false so many at most, and one at least. */
  steps: number
  isExact: boolean
}

/** Steps that follow one another without a gap. */
interface Stretch {
  builder: EpisodeBuilder
  startStep: number
  end?: JournalEnd
}

/** What a journal holds, read and not changed. */
export class ReadJournal {
  constructor(
    readonly path: string,
    readonly header: EpisodeHeader,
    /** Bytes in all. */
    readonly bytes: number,
    private readonly stretches: readonly Stretch[],
    readonly gaps: readonly JournalGap[],
    /** Bytes of a last write that was cut off, as a crash leaves it. */
    readonly tornBytes: number,
    readonly end: JournalEnd | undefined,
  ) {}

  /** Steps that are whole. */
  get length(): number {
    return this.stretches.reduce((sum, { builder }) => sum + builder.length, 0)
  }

  get ended(): boolean {
    return this.end !== undefined
  }

  /** The steps so far, to go on with; only where there is no gap in them. */
  get builder(): EpisodeBuilder {
    return this.stretches[0].builder
  }

  /**
   * What can be kept: one episode, or where the file is damaged one for each stretch without a gap, for what lies on
   * both sides of a gap did not follow one another. The first begins at the reset and replays from the seed. The others
   * are parts, as after an edit: `source` names the journal, and `startStep` is where they began, or the least that it
   * can be where the bytes that are lost do not tell how many steps they held. A stretch that no end follows on (a
   * crash, a gap) gives up its last step: what was seen before it is the final observation, and it counts as truncated.
   */
  episodes(): Episode[] {
    const source = this.path.split('/').at(-1)
    return this.stretches
      .filter(({ builder, end }) => builder.length >= (end ? 1 : 2))
      .map(({ builder, startStep, end }, index) => ({
        ...(end ? builder.finish(index, end) : builder.finishEarly(index)),
        ...(startStep > 0 && { source, startStep }),
      }))
  }

  /** What is damaged, in words; undefined where all is whole, or only the last write of a crash cut off. */
  get damage(): string | undefined {
    if (this.gaps.length === 0) return undefined
    const shown = this.gaps.slice(0, 5).map((gap) => inWords(gap, this.ended))
    const more = this.gaps.length - shown.length
    return shown.join('; ') + (more > 0 ? `; and ${more} more places` : '')
  }
}

/**
 * Reads a journal and never writes: all frames that are whole, before and behind damage alike. A file whose beginning
 * is damaged, which says what was recorded, is an InputError.
 */
export async function readJournal(path: string, files: Pick<ReadableFiles, 'read'>): Promise<ReadJournal> {
  const bytes = await files.read(path)
  const first = readHeaderFrame(bytes)
  if (!first)
    throw new InputError(
      `${path} is not a recording's journal, or its beginning is damaged: it is left as it is, remove it if it is of no use`,
    )
  try {
    const header = parseHeader(decodeJson(first.body), path)
    const { parts, tornBytes } = readFrames(bytes, first.end, (frame) => fitsHeader(frame, header))
    return collect(path, header, bytes.length, parts, tornBytes)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${path} holds what no recording writes: it is left as it is`, { cause: error })
  }
}

function collect(
  path: string,
  header: EpisodeHeader,
  bytes: number,
  parts: readonly (Frame | Gap)[],
  tornBytes: number,
): ReadJournal {
  const stretches: Stretch[] = [{ builder: new EpisodeBuilder(header), startStep: 0 }]
  const gaps: JournalGap[] = []
  let end: JournalEnd | undefined
  for (const [index, part] of parts.entries()) {
    const current = stretches[stretches.length - 1]
    const after = current.startStep + current.builder.length
    if ('bytes' in part && end) gaps.push({ after, bytes: part.bytes, steps: 0, isExact: true })
    else if ('bytes' in part) {
      const gap = { after, bytes: part.bytes, ...stepsIn(part.bytes, header, parts, index) }
      gaps.push(gap)
      const startStep = after + (gap.isExact ? gap.steps : 1)
      stretches.push({ builder: new EpisodeBuilder(header), startStep })
    } else if (end) throw new InputError(`${path} goes on after its end, which no recording does`)
    else if (part.kind === Kind.steps)
      addSteps(current.builder, decodeSteps(part.body, header, current.builder.length))
    else if (part.kind === Kind.end) {
      end = decodeEnd(part.body)
      // What lay between is lost: the last step that is left did not lead to this end.
      if (current.builder.length > 0) current.end = end
    } else throw new InputError(`${path}: a frame of kind ${part.kind}: it was written by a newer version`)
  }
  return new ReadJournal(path, header, bytes, stretches, gaps, tornBytes, end)
}

/**
 * How many steps so many bytes held. n steps in k frames take k overheads and n rows: as a rule one pair alone fits.
 * Names of actors are of any length, so that beside them only a bound is known.
 */
function stepsIn(
  bytes: number,
  header: EpisodeHeader,
  parts: readonly (Frame | Gap)[],
  index: number,
): Pick<JournalGap, 'steps' | 'isExact'> {
  if (index === parts.length - 1 && bytes === FRAME_OVERHEAD + endBytes(header))
    return { steps: 0, isExact: true }
  const overhead = FRAME_OVERHEAD + STEPS_HEAD
  const flags = [parts[index - 1], parts[index + 1]].flatMap((part) =>
    part && 'kind' in part && part.kind === Kind.steps ? [part.body[4]] : [],
  )
  const alike = flags.length > 0 && flags.every((flag) => flag === flags[0] && flag < 2)
  const row = rowBytes(header, alike && flags[0] === 1)
  const most = { steps: Math.max(1, Math.floor((bytes - overhead) / row)), isExact: false }
  if (!alike) return most
  // Pairs (n, k) that fit lie so many frames apart.
  const period = row % overhead === 0 ? row / overhead : row
  const mostFrames = Math.floor(bytes / (overhead + row))
  for (let frames = 1; frames <= Math.min(period, mostFrames); frames++) {
    const rest = bytes - frames * overhead
    if (rest % row === 0) return { steps: rest / row, isExact: frames + period > mostFrames }
  }
  return most
}

function inWords({ after, bytes, steps, isExact }: JournalGap, ended: boolean): string {
  if (steps === 0 && ended) return `${bytes} bytes behind its end cannot be read`
  if (steps === 0) return `the end is missing, after step ${after}`
  const many = steps === 1 ? '1 step is' : `${steps} steps are`
  return isExact
    ? `${many} missing after step ${after}`
    : `up to ${many} missing after step ${after} (${bytes} bytes that cannot be read)`
}

/** Appends what one frame holds. */
export function addSteps(builder: EpisodeBuilder, steps: JournalSteps): void {
  const { observationSize, actionSize } = builder.header
  for (let t = 0; t < steps.rewards.length; t++) {
    const action = rowOf(steps.actions, actionSize, t)
    builder.add({
      observation: rowOf(steps.observations, observationSize, t),
      action,
      applied: steps.appliedActions ? rowOf(steps.appliedActions, actionSize, t) : action,
      actor: steps.actors?.[t],
      reward: steps.rewards[t],
    })
  }
}

function rowOf(rows: ArrayLike<number>, size: number, t: number): number[] {
  return Array.from({ length: size }, (_, i) => rows[t * size + i])
}
