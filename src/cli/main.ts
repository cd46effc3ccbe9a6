import { setWarningHandler } from '../gym/index.js'
import { InputError } from '../platform/index.js'
import { overview, verbHelp } from './help.js'
import { ExitError, type Io } from './io.js'
import { commonOptions, parseOptions } from './options.js'
import { suggestion } from './suggestion.js'
import type { Report, Verb } from './verb.js'
import { plainVerbs } from './verbs/index.js'
import { makeAssetsVerb } from './verbs/makeAssets.js'
import { packageVersion } from './packageRoot.js'

/** A step of a longer command: its report goes to standard error, and its failure ends the whole. */
async function runStep(argv: readonly string[], io: Io): Promise<void> {
  const quiet: Io = {
    out: (text) => io.err(text),
    err: (text) => io.err(text),
    askSecret: (question) => io.askSecret(question),
    env: io.env,
    signal: io.signal,
    errIsTerminal: io.errIsTerminal,
    columns: io.columns,
  }
  const code = await dispatch(argv, quiet)
  if (code !== 0) throw new ExitError(code, `${commandLine(argv)} ended with ${code}`)
}

const verbs = [...plainVerbs, makeAssetsVerb(runStep)]

/**
 * The `gaitway` command. Returns its exit code: 0 done, 1 a fault of ours, 2 bad input, 130 stopped by Ctrl-C.
 * Standard output carries the result alone; everything else goes to standard error.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const isDebug = argv.includes('--debug') || Boolean(io.env.GAITWAY_DEBUG)
  const previousWarnings = setWarningHandler((message) => io.err(`gaitway: ${message}\n`))
  try {
    return await dispatch(argv, io)
  } catch (error) {
    return explain(error, io, isDebug)
  } finally {
    setWarningHandler(previousWarnings)
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [word] = argv
  if (word === undefined || word === '--help' || word === '-h' || word === 'help') {
    io.out(overview(verbs, packageVersion()))
    return word === undefined ? 2 : 0
  }
  if (word === '--version' || word === 'version') {
    io.out(`${packageVersion()}\n`)
    return 0
  }
  const { verb, rest } = findVerb(argv)
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(verbHelp(verb))
    return 0
  }
  const { values, positionals } = parseOptions(rest, { ...verb.options, ...commonOptions })
  checkPositionals(verb, positionals)
  const atEnd: (() => Promise<void>)[] = []
  let report: Report
  try {
    report = await verb.run({
      options: values,
      positionals,
      io,
      command: commandLine(argv),
      atEnd: (finish) => void atEnd.push(finish),
    })
  } finally {
    for (const finish of atEnd.toReversed()) await finish()
  }
  io.out(values.json ? `${JSON.stringify(report.json, null, 2)}\n` : `${report.text}\n`)
  return report.exitCode ?? 0
}

/** Verbs have one word or two; the longer name wins. */
function findVerb(argv: readonly string[]): { verb: Verb; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(' ')
    const verb = verbs.find((candidate) => candidate.name === name)
    if (verb) return { verb, rest: argv.slice(words) }
  }
  const [first, second] = argv
  const family = verbs.filter(({ name }) => name.startsWith(`${first} `))
  if (family.length > 0) {
    const names = family.map(({ name }) => name.slice(first.length + 1)).join(' or ')
    throw new InputError(`gaitway ${first} needs ${names}${second ? `, got "${second}"` : ''}`)
  }
  const names = verbs.map(({ name }) => name)
  const near = suggestion(first, names)
  throw new InputError(
    `unknown verb "${first}"${near ? `: did you mean ${near}?` : ''} (gaitway --help lists them)`,
  )
}

function checkPositionals(verb: Verb, positionals: readonly string[]): void {
  const wanted = verb.positionals ?? []
  if (positionals.length < wanted.length)
    throw new InputError(
      `gaitway ${verb.name} needs ${wanted.slice(positionals.length).join(' ')}: gaitway ${verb.name} ${wanted.join(' ')}`,
    )
  if (positionals.length > wanted.length)
    throw new InputError(
      `gaitway ${verb.name} does not know what "${positionals[wanted.length]}" is: options start with --`,
    )
}

function explain(error: unknown, io: Io, isDebug: boolean): number {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  const details = isDebug && stack ? `${stack}\n` : ''
  if (error instanceof ExitError) {
    io.err(`gaitway: ${message}\n${details}`)
    return error.code
  }
  if (error instanceof InputError) {
    io.err(`gaitway: ${oneLine(message)}\n${details}`)
    return 2
  }
  if (name === 'AbortError') {
    io.err(`gaitway: ${oneLine(message)}\n`)
    return 130
  }
  io.err(`gaitway: internal error: ${oneLine(message)}${isDebug ? '' : ' (--debug shows where)'}\n${details}`)
  return 1
}

function oneLine(message: string): string {
  return message.replace(/\s*\n\s*/g, ' ')
}

/** As one would type it into a shell. */
export function commandLine(argv: readonly string[]): string {
  return ['gaitway', ...argv.map(quoted)].join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
