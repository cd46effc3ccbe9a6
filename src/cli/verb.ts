import type { Io } from './io.js'
import type { commonOptions, Options, Values } from './options.js'

/** What a verb brings back: a JSON document, and the same for people. */
export interface Report {
  json: unknown
  /** Lines for standard output; without `--json` only. */
  text: string
  /** 0 unless it says otherwise. */
  exitCode?: number
}

export interface Invocation<T extends Options> {
  options: Values<T & typeof commonOptions>
  positionals: string[]
  io: Io
  /** The command line as one would type it, for cards. */
  command: string
  /** Has something done when the verb has ended, whichever way. */
  atEnd(finish: () => Promise<void>): void
}

export interface VerbDescription<T extends Options> {
  /** Words that call it: `record`, `dataset info`. */
  name: string
  summary: string
  /** Positional arguments in order, all required: `['DIR']`. */
  positionals?: readonly string[]
  options: T
  examples: readonly string[]
  /** Paragraphs after the options. */
  notes?: readonly string[]
  run(invocation: Invocation<T>): Promise<Report>
}

/** A verb of whatever options, so that all of them fit one table. */
export type Verb = VerbDescription<Options>

export function defineVerb<const T extends Options>(description: VerbDescription<T>): VerbDescription<T> {
  return description
}
