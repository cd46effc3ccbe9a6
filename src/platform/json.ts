import { InputError, messageOf } from './errors.js'
import { LARGEST_TEXT } from './files.js'
import { shorten } from './shorten.js'

export interface JsonLimits {
  /** Bytes, or UTF-16 units of a text. */
  most?: number
  /** Lists and objects within each other. */
  depth?: number
  /** Commas and opening brackets: about the number of values. */
  values?: number
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
export function parseJson(source: Uint8Array | string, where: string, limits: JsonLimits = {}): unknown {
  const { most = LARGEST_TEXT } = limits
  if (source.length > most)
    throw new InputError(`${where}: ${source.length} bytes of JSON, at most ${most} are read`)
  const text = typeof source === 'string' ? source : decode(source, where)
  measure(text, where, limits)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(`${where}: not JSON: ${shorten(messageOf(error))}`)
  }
}

function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError(`${where}: not JSON: it is no UTF-8 text`)
  }
}

/** One pass over the text, however it is nested. Whether it is JSON at all, the parser finds out. */
function measure(text: string, where: string, { depth = 64, values = 1 << 20 }: JsonLimits): void {
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
        if (++level > depth) throw new InputError(`${where}: nested deeper than ${depth} levels`)
        break
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        level--
        break
      case COMMA:
        count++
    }
    if (count > values) throw new InputError(`${where}: more than ${values} values`)
  }
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
