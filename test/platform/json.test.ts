import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/platform/errors.js'
import { parseJson } from '../../src/platform/json.js'
import { issueInWords, readAs } from '../../src/platform/schema.js'

const refusal = (source: string | Uint8Array, options = {}): string => {
  try {
    parseJson(source, 'a.json', options)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as Error).message
  }
  throw new Error('it was read')
}

describe('JSON from outside', () => {
  it('is read from bytes and from texts', () => {
    const json = { a: [1, 'ü "quoted" \\ [[[', null, { b: true }] }
    expect(parseJson(JSON.stringify(json), 'a.json')).toEqual(json)
    expect(parseJson(new TextEncoder().encode(JSON.stringify(json)), 'a.json')).toEqual(json)
  })

  it.each<[string, string | Uint8Array, object, string]>([
    ['no JSON', '{"a":', {}, 'a.json: not JSON: '],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), {}, 'a.json: not JSON: it is no UTF-8 text'],
    ['lists in lists', '['.repeat(8_000_000), {}, 'a.json: nested deeper than 64 levels'],
    ['objects in objects', '{"a":'.repeat(30_000), {}, 'a.json: nested deeper than 64 levels'],
    ['a list of lists', `[${'[],'.repeat(2_000_000)}1]`, {}, 'a.json: more than 1048576 values'],
    [
      'a text too long',
      `"${'x'.repeat(100)}"`,
      { most: 50 },
      'a.json: 102 bytes of JSON, at most 50 are read',
    ],
    ['advice', '{', { advice: 'remove it' }, '; remove it'],
  ])('is refused where it is %s', (_, source, options, said) => {
    const message = refusal(source, options)
    expect(message).toContain(said)
    expect(message.length).toBeLessThan(200)
    expect(message).not.toContain('\n')
  })

  it('counts no brackets that stand in texts', () => {
    const text = `\\"${'['.repeat(1000)}`
    expect(parseJson(JSON.stringify([text]), 'a.json')).toEqual([text])
  })

  it('leaves a text without an end to the parser', () => {
    expect(refusal('"\\')).toMatch(/not JSON/)
  })
})

describe('what a schema complains about', () => {
  const long = 'x'.repeat(10_000)

  it.each<[string, v.GenericSchema, unknown]>([
    ['a value', v.object({ a: v.number() }), { a: `${long}\n` }],
    ['a key', v.record(v.string(), v.number()), { [long]: 'no number' }],
    ['a pattern', v.pipe(v.string(), v.regex(/^a$/)), `$&${long}`],
    ['many of them', v.array(v.number()), Array(100_000).fill('x')],
  ])('quotes %s in part', (_, schema, value) => {
    expect(() => readAs(schema, value, 'a.json')).toThrow(InputError)
    try {
      readAs(schema, value, 'a.json')
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(400)
      expect((error as Error).message).toMatch(/^a\.json: [^\n]*$/)
    }
  })

  it('is said as it is where it is short', () => {
    const { issues } = v.safeParse(v.object({ a: v.number() }), { a: 'ten' })
    expect(issueInWords(issues![0])).toBe('a: Invalid type: Expected number but received "ten"')
    expect(() => readAs(v.number(), 'ten', 'a.json', { whole: 'the top', advice: 'remove it' })).toThrow(
      'a.json: the top: Invalid type: Expected number but received "ten"; remove it',
    )
  })
})
