import { InputError } from '../platform/errors.js'

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

/** Values on the stack or in the memo; far above any checkpoint's. */
const MAX_VALUES = 1_000_000
const MARK = Symbol('mark')
type Slot = Pickled | typeof MARK

/**
 * Reads one pickle (protocols 0–5 as far as data goes). It knows dictionaries, lists, tuples, texts and numbers, and
 * hands calls to `unpickler`; any other opcode is refused. Nothing is executed.
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
  const stack: Slot[] = []
  const memo = new Map<number, Slot>()
  let at = start

  const fail = (problem: string) => new InputError(`${where}: byte ${at} of its pickle: ${problem}`)
  const take = (count: number): number => {
    if (count < 0 || at + count > bytes.length) throw fail('it ends in the middle of a value')
    at += count
    return at - count
  }
  const text = (count: number) => decoder.decode(bytes.subarray(take(count), at))
  const line = (): string => {
    const end = bytes.indexOf(10, at)
    if (end < 0 || end - at > 1000) throw fail('a line without an end')
    const value = decoder.decode(bytes.subarray(at, end))
    at = end + 1
    return value
  }
  const push = (value: Slot) => {
    if (stack.length >= MAX_VALUES || memo.size >= MAX_VALUES) throw fail('too many values')
    stack.push(value)
  }
  const pop = (): Pickled => {
    const value = stack.pop()
    if (value === undefined || value === MARK) throw fail('a value is missing')
    return value as Pickled
  }
  const popToMark = (): Pickled[] => {
    const mark = stack.lastIndexOf(MARK)
    if (mark < 0) throw fail('a mark is missing')
    const values = stack.splice(mark) as Pickled[]
    return values.slice(1)
  }
  const top = (): Slot => {
    if (stack.length === 0) throw fail('a value is missing')
    return stack[stack.length - 1]
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
    push(memo.get(key)!)
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
        push(MARK)
        break
      case '0': // POP
        if (stack.pop() === undefined) throw fail('a value is missing')
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
        const name = pop()
        push(new Global(`${String(pop())}.${String(name)}`))
        break
      }
      case 'q':
        memo.set(view.getUint8(take(1)), top())
        break
      case 'r':
        memo.set(view.getUint32(take(4), true), top())
        break
      case '\x94': // MEMOIZE
        memo.set(memo.size, top())
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
