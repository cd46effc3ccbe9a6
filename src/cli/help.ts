import { commonOptions, type Option, placeholder } from './options.js'
import type { Verb } from './verb.js'

const WIDTH = 100

/** The help of the whole command. */
export function overview(verbs: readonly Verb[], version: string): string {
  const width = Math.max(...verbs.map(({ name }) => name.length))
  return [
    `gaitway ${version}: record locomotion, train a Decision Transformer on it, dial its skill, race against it.`,
    '',
    'Usage: gaitway VERB [options]',
    '',
    ...verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Each verb takes --help and --json.',
    'Exit codes: 0 done, 1 a fault of the program (or a broken promise, from certify), 2 bad input, 130 stopped.',
    '',
  ].join('\n')
}

/** The help of one verb. */
export function verbHelp(verb: Verb): string {
  const required = Object.entries(verb.options).filter(([, { required: must }]) => must)
  const usage = ['gaitway', verb.name, ...(verb.positionals ?? [])]
  for (const [name, option] of required) usage.push(`--${name}`, placeholder(option))
  const rows = Object.entries({ ...verb.options, ...commonOptions }).map(
    ([name, option]: [string, Option]) =>
      [`--${name} ${placeholder(option)}`.trimEnd(), describe(option)] as const,
  )
  const column = Math.min(30, Math.max(...rows.map(([left]) => left.length)))
  return [
    verb.summary,
    '',
    `Usage: ${usage.join(' ')} [options]`,
    '',
    ...rows.flatMap(([left, right]) => {
      const lines = wrap(right, WIDTH - column - 4)
      const [first, ...rest] = left.length > column ? ['', ...lines] : lines
      return [
        `  ${left.padEnd(column)}  ${first}`.trimEnd(),
        ...rest.map((line) => ' '.repeat(column + 4) + line),
      ]
    }),
    '',
    ...(verb.notes ?? []).flatMap((note) => [...wrap(note, WIDTH), '']),
    'Examples:',
    ...verb.examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

function describe(option: Option): string {
  const fallback = 'default' in option && option.default !== undefined ? ` [${String(option.default)}]` : ''
  return option.help + (option.kind === 'texts' ? '; may be repeated' : '') + fallback
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
