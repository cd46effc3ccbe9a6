import { InputError, messageOf } from './errors.js'
import { LARGEST_TEXT } from './files.js'
import { shorten } from './shorten.js'

export interface JsonOptions {
  /** Bytes, or UTF-16 units of a text. */
  most?: number
  /** Lists and objects within each other. */
  depth?: number
  /** Commas and opening brackets: about the number of values. */
  values?: number
  /** What to do, for the end of the message. */
  advice?: string
}

const QUOTE = 34
const COMMA = 44
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/**
 * The one door for JSON from outside. Its size is looked at before it is parsed: what is nested a million deep, or
 * holds millions of values, would occupy the parser and every check behind it for seconds, or end them.
 *
 * @throws InputError that begins with `where`
 */
export function parseJson(source: Uint8Array | string, where: string, options: JsonOptions = {}): unknown {
  const { most = LARGEST_TEXT, advice } = options
  const refuse = (problem: string): never => {
    throw new InputError(`${where}: ${problem}${advice === undefined ? '' : `; ${advice}`}`)
  }
  if (source.length > most) refuse(`${source.length} bytes of JSON, at most ${most} are read`)
  let text: string
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    return refuse('not JSON: it is no UTF-8 text')
  }
  const tooMuch = excess(text, options)
  if (tooMuch !== undefined) refuse(tooMuch)
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse(`not JSON: ${shorten(messageOf(error))}`)
  }
}

/** What a text has too much of. One pass, however it is nested; whether it is JSON at all, the parser finds out. */
function excess(text: string, { depth = 64, values = 1 << 20 }: JsonOptions): string | undefined {
  let level = 0
  let count = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at)
        break
      case OPEN_LIST:
      case OPEN_OBJECT:
        count++
        if (++level > depth) return `nested deeper than ${depth} levels`
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        level--
        break
      case COMMA:
        count++
    }
    if (count > values) return `more than ${values} values`
  }
  return undefined
}

/** Where the string that begins at `start` has its closing quote; the end of the text where it has none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) return at
    if (unit === BACKSLASH) at++
  }
  return text.length
}
