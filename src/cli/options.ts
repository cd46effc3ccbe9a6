import { parseArgs } from 'node:util'
import { InputError } from '../platform/index.js'
import { suggestion } from './suggestion.js'

interface Described {
  help: string
  /** Shown in the help instead of the kind's own word. */
  value?: string
  required?: boolean
}
interface Text extends Described {
  kind: 'text'
  default?: string
}
interface Texts extends Described {
  /** May be given several times. */
  kind: 'texts'
}
interface Flag extends Described {
  kind: 'flag'
}
interface Numeric extends Described {
  kind: 'number' | 'integer'
  min?: number
  max?: number
  /** Whether `min` itself is too small. */
  above?: boolean
  default?: number
}
interface Numbers extends Described {
  /** Commas between them; `count` of them where it is given. */
  kind: 'numbers'
  count?: number
  min?: number
  max?: number
  default?: readonly number[]
}
interface Choice extends Described {
  kind: 'choice'
  choices: readonly string[]
  default?: string
}
export type Option = Text | Texts | Flag | Numeric | Numbers | Choice
export type Options = Readonly<Record<string, Option>>

type Bare<O> = O extends Flag
  ? boolean
  : O extends Text
    ? string
    : O extends Texts
      ? string[]
      : O extends Numeric
        ? number
        : O extends Numbers
          ? number[]
          : O extends { choices: readonly (infer C)[] }
            ? C
            : never
/** Flags and lists are always there; the others only with a default or `required`. */
export type Values<T extends Options> = {
  [K in keyof T]: T[K] extends Flag | Texts
    ? Bare<T[K]>
    : T[K] extends { default: NonNullable<unknown> } | { required: true }
      ? Bare<T[K]>
      : Bare<T[K]> | undefined
}

/** Options that every verb takes. */
export const commonOptions = {
  json: { kind: 'flag', help: 'one JSON document on standard output, progress on standard error' },
  debug: { kind: 'flag', help: 'show the stack of an error (also: GAITWAY_DEBUG=1)' },
  help: { kind: 'flag', help: 'show this help' },
} as const satisfies Options

/**
 * Reads the command line of a verb. Throws `InputError` that names the option: unknown, without its value, not a
 * number, out of range, given twice.
 */
export function parseOptions<T extends Options>(
  argv: readonly string[],
  options: T,
): { values: Values<T>; positionals: string[] } {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { kind }]) => [
          name,
          { type: kind === 'flag' ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
      ...('help' in options && { help: { type: 'boolean' as const, short: 'h' } }),
    },
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  const given = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (!option) throw unknownOption(token.rawName, Object.keys(options))
    if (option.kind === 'flag') {
      if (token.value !== undefined)
        throw new InputError(`--${token.name} takes no value, got "${token.value}"`)
    } else if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--')))
      throw new InputError(`--${token.name} needs a value: --${token.name} ${placeholder(option)}`)
    const values = given.get(token.name) ?? []
    if (values.length > 0 && option.kind !== 'texts' && option.kind !== 'flag')
      throw new InputError(`--${token.name} is given twice: keep one`)
    given.set(token.name, [...values, token.value ?? ''])
  }
  const values = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, read(name, option, given.get(name))]),
  )
  return { values: values as Values<T>, positionals }
}

function read(name: string, option: Option, given: string[] | undefined): unknown {
  if (option.kind === 'flag') return given !== undefined
  if (given === undefined) {
    if (option.required) throw new InputError(`--${name} ${placeholder(option)} is missing: ${option.help}`)
    return option.kind === 'texts' ? [] : option.default
  }
  const [text] = given
  switch (option.kind) {
    case 'texts':
      return given.map((value) => requireText(name, value))
    case 'text':
      return requireText(name, text)
    case 'choice': {
      if (option.choices.includes(text)) return text
      const near = suggestion(text, option.choices)
      throw new InputError(
        `--${name} "${text}" is not known: ${near ? `did you mean ${near}? ` : ''}choose ${option.choices.join(', ')}`,
      )
    }
    case 'numbers': {
      const numbers = text
        .split(',')
        .map((part) => readNumber(name, part.trim(), { ...option, kind: 'number' }))
      if (option.count !== undefined && numbers.length !== option.count)
        throw new InputError(`--${name} takes ${option.count} numbers with commas between, got "${text}"`)
      return numbers
    }
    default:
      return readNumber(name, text, option)
  }
}

function requireText(name: string, text: string): string {
  if (text === '') throw new InputError(`--${name} is empty`)
  return text
}

function readNumber(name: string, text: string, option: Omit<Numeric, 'default'>): number {
  const value = text === '' ? Number.NaN : Number(text)
  const { kind, min = -Infinity, max = Infinity, above } = option
  if (!Number.isFinite(value)) throw new InputError(`--${name} "${text}" is not a number`)
  if (kind === 'integer' && !Number.isSafeInteger(value))
    throw new InputError(`--${name} ${text} must be a whole number`)
  if (value < min || value > max || (above && value === min))
    throw new InputError(`--${name} ${text} is out of range: ${rangeInWords(option)}`)
  return value
}

function rangeInWords({ min, max, above }: Omit<Numeric, 'default'>): string {
  const low = min === undefined ? '' : above ? `more than ${min}` : `at least ${min}`
  const high = max === undefined ? '' : `at most ${max}`
  return [low, high].filter(Boolean).join(' and ')
}

function unknownOption(rawName: string, known: readonly string[]): InputError {
  const near = suggestion(rawName.replace(/^-+/, ''), known)
  return new InputError(
    `unknown option ${rawName}${near ? `: did you mean --${near}?` : ''} (--help lists them all)`,
  )
}

/** What stands for an option's value in the help. */
export function placeholder(option: Option): string {
  if (option.value) return option.value
  switch (option.kind) {
    case 'choice':
      return option.choices.join('|')
    case 'numbers':
      return option.count === 2 ? 'A,B' : 'A,B,…'
    case 'integer':
    case 'number':
      return 'N'
    default:
      return option.kind === 'flag' ? '' : 'TEXT'
  }
}
