import type { Option, Options, Values } from './options.js'
import type { VerbDescription } from './verb.js'

/** Options of a verb that are given, by their names; what is left out is as if it were not typed. */
export type Given<T extends Options> = {
  readonly [K in keyof T]?: Values<T>[K] extends readonly (infer Item)[] | undefined
    ? readonly Item[]
    : Values<T>[K]
}

/** The words that call a verb with these options, in their order: `['train', '--hidden', '64', …]`. */
export function argumentsOf<T extends Options>(verb: VerbDescription<T>, given: Given<T>): string[] {
  const options = Object.entries<unknown>(given).flatMap(([name, value]) =>
    wordsOf(name, verb.options[name].kind, value),
  )
  return [...verb.name.split(' '), ...options]
}

function wordsOf(name: string, kind: Option['kind'], value: unknown): string[] {
  if (value === undefined || value === false) return []
  const word = `--${name}`
  if (kind === 'flag') return [word]
  if (kind === 'texts') return (value as readonly string[]).flatMap((text) => [word, text])
  return [word, kind === 'numbers' ? (value as readonly number[]).join(',') : String(value)]
}
