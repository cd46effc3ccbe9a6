import { InputError } from '../platform/index.js'

/** A name that a pickle wants imported; nothing is, it is only compared with the few that are known. */
export class Global {
  constructor(readonly name: string) {}
}

export type Pickled =
  null | boolean | number | bigint | string | Uint8Array | Global | Pickled[] | Map<Pickled, Pickled> | object

export interface Unpickler {
  /** What a call of a known global gives. Throws for any other. */
  call(global: Global, args: Pickled[]): Pickled
  /** What a persistent id stands for. */
  persistent(id: Pickled): Pickled
}

/** Values that one pickle may make or recall, and names that it may give them; far above any checkpoint's. */
const MAX_VALUES = 1_000_000
/** Bytes of all its texts together. */
const MAX_TEXT = 16 * 1024 ** 2

/**
 * Reads one pickle (protocols 0–5 as far as data goes). It knows dictionaries, lists, tuples, texts and numbers, and
 * hands calls to `unpickler`; any other opcode is refused. Nothing is executed, and everything that it can make grow
 * has a budget: recalled values are shared, so that a few hundred bytes can stand for a tree of any size. Whoever takes
 * the result must not walk through it without a budget either, nor make a text of it.
 *
 * @returns the value, and where the next byte after it is
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  where: string,
  unpickler: Unpickler,
): { value: Pickled; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const decoder = new TextDecoder()
  const stack: Pickled[] = []
  /** Where in the stack the open marks are. */
  const marks: number[] = []
  const memo = new Map<number, Pickled>()
  let at = start
  let made = 0
  let textBytes = 0

  const fail = (problem: string) => new InputError(`${where}: byte ${at} of its pickle: ${problem}`)
  const take = (count: number): number => {
    if (count < 0 || at + count > bytes.length) throw fail('it ends in the middle of a value')
    at += count
    return at - count
  }
  const text = (count: number) => {
    textBytes += count
    if (textBytes > MAX_TEXT) throw fail(`more than ${MAX_TEXT} bytes of text`)
    return decoder.decode(bytes.subarray(take(count), at))
  }
  const line = (): string => {
    const end = bytes.subarray(at, at + 1001).indexOf(10)
    if (end < 0) throw fail('a line without an end')
    const value = text(end)
    at++
    return value
  }
  /** To be asked before anything is kept. */
  const spend = () => {
    if (++made > MAX_VALUES) throw fail(`more than ${MAX_VALUES} values`)
  }
  const push = (value: Pickled) => {
    spend()
    stack.push(value)
  }
  /** Values since the last mark: those below it are not to be had before it is gone. */
  const available = () => stack.length - (marks.at(-1) ?? 0)
  const pop = (): Pickled => {
    if (available() === 0) throw fail('a value is missing')
    return stack.pop() as Pickled
  }
  const popText = (): string => {
    const value = pop()
    if (typeof value !== 'string') throw fail('a name that is no text')
    return value
  }
  const popToMark = (): Pickled[] => {
    const mark = marks.pop()
    if (mark === undefined) throw fail('a mark is missing')
    return stack.splice(mark)
  }
  const top = (): Pickled => {
    if (available() === 0) throw fail('a value is missing')
    return stack[stack.length - 1]
  }
  const keep = (key: number) => {
    spend()
    memo.set(key, top())
  }
  const setItems = (items: Pickled[]) => {
    const target = top()
    if (!(target instanceof Map) || items.length % 2) throw fail('items for something that is no dictionary')
    for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1])
  }
  const append = (items: Pickled[]) => {
    const target = top()
    if (!Array.isArray(target)) throw fail('items for something that is no list')
    for (const item of items) target.push(item)
  }
  const recall = (key: number) => {
    if (!memo.has(key)) throw fail(`nothing was kept as ${key}`)
    push(memo.get(key) as Pickled)
  }
  const longInteger = (count: number): bigint => {
    if (count > 16) throw fail('a number of more than 128 bits')
    let value = 0n
    const from = take(count)
    for (let i = count - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i])
    return BigInt.asIntN(8 * count, value)
  }

  for (;;) {
    const opcode = String.fromCharCode(bytes[take(1)])
    switch (opcode) {
      case '\x80': // PROTO
        if (bytes[take(1)] > 5) throw fail('an unknown protocol')
        break
      case '\x95': // FRAME
        take(8)
        break
      case '.': // STOP
        return { value: pop(), end: at }
      case '(':
        spend()
        marks.push(stack.length)
        break
      case '0': // POP
        if (available() === 0 && marks.length > 0) marks.pop()
        else pop()
        break
      case 'N':
        push(null)
        break
      case '\x88':
        push(true)
        break
      case '\x89':
        push(false)
        break
      case 'K':
        push(view.getUint8(take(1)))
        break
      case 'M':
        push(view.getUint16(take(2), true))
        break
      case 'J':
        push(view.getInt32(take(4), true))
        break
      case 'G':
        push(view.getFloat64(take(8)))
        break
      case '\x8a': // LONG1
        push(longInteger(view.getUint8(take(1))))
        break
      case 'X': // BINUNICODE
        push(text(view.getUint32(take(4), true)))
        break
      case '\x8c': // SHORT_BINUNICODE
        push(text(view.getUint8(take(1))))
        break
      case 'U': // SHORT_BINSTRING
        push(text(view.getUint8(take(1))))
        break
      case 'c': // GLOBAL
        push(new Global(`${line()}.${line()}`))
        break
      case '\x93': {
        // STACK_GLOBAL
        const name = popText()
        push(new Global(`${popText()}.${name}`))
        break
      }
      case 'q':
        keep(view.getUint8(take(1)))
        break
      case 'r':
        keep(view.getUint32(take(4), true))
        break
      case '\x94': // MEMOIZE
        keep(memo.size)
        break
      case 'h':
        recall(view.getUint8(take(1)))
        break
      case 'j':
        recall(view.getUint32(take(4), true))
        break
      case ')':
        push([])
        break
      case ']':
        push([])
        break
      case '}':
        push(new Map())
        break
      case 't':
      case 'l':
        push(popToMark())
        break
      case '\x85':
        push([pop()])
        break
      case '\x86':
      case '\x87': {
        const values = Array.from({ length: opcode === '\x86' ? 2 : 3 }, pop)
        push(values.toReversed())
        break
      }
      case 's': {
        const value = pop()
        setItems([pop(), value])
        break
      }
      case 'u':
        setItems(popToMark())
        break
      case 'a':
        append([pop()])
        break
      case 'e':
        append(popToMark())
        break
      case 'Q': // BINPERSID
        push(unpickler.persistent(pop()))
        break
      case 'R': {
        const args = pop()
        const callee = pop()
        if (!(callee instanceof Global) || !Array.isArray(args)) throw fail('a call of something unknown')
        push(unpickler.call(callee, args))
        break
      }
      case 'b': // BUILD: attributes such as `_metadata`, of no use here
        pop()
        if (!(top() instanceof Map)) throw fail('attributes for something that is no dictionary')
        break
      default:
        throw fail(`opcode 0x${bytes[at - 1].toString(16)} is not one that tensors need`)
    }
  }
}
