import { describe, expect, it } from 'vitest'
import { type Options, parseOptions } from '../../src/cli/options.js'
import { InputError } from '../../src/platform/errors.js'

const options = {
  out: { kind: 'text', required: true, value: 'DIR', help: 'folder to make' },
  data: { kind: 'texts', help: 'folder to read' },
  steps: { kind: 'integer', min: 1, max: 1000, default: 100, help: 'steps' },
  lr: { kind: 'number', min: 0, above: true, max: 1, help: 'rate' },
  targets: { kind: 'numbers', help: 'returns' },
  range: { kind: 'numbers', count: 2, min: 0, max: 100, help: 'low and high' },
  recipe: { kind: 'choice', choices: ['gaitway', 'kzl', 'notebook'], help: 'defaults' },
  force: { kind: 'flag', help: 'replace' },
} as const satisfies Options

const parse = (...argv: string[]) => parseOptions(['--out', 'x', ...argv], options).values

describe('reading options', () => {
  it('gives values of their kind, and defaults', () => {
    expect(parse()).toEqual({
      out: 'x',
      data: [],
      steps: 100,
      lr: undefined,
      targets: undefined,
      range: undefined,
      recipe: undefined,
      force: false,
    })
    expect(parse('--steps', '7', '--lr=6e-4', '--recipe', 'kzl', '--force')).toMatchObject({
      steps: 7,
      lr: 6e-4,
      recipe: 'kzl',
      force: true,
    })
  })

  it('reads lists with commas, negative numbers too', () => {
    expect(parse('--targets', '-100,0,2.5e3').targets).toEqual([-100, 0, 2500])
    expect(parse('--targets=-5').targets).toEqual([-5])
    expect(parse('--range', '10,90').range).toEqual([10, 90])
  })

  it('takes an option that may be repeated as often as it comes', () => {
    expect(parse('--data', 'a', '--data', 'b').data).toEqual(['a', 'b'])
  })

  it('keeps what is no option in order', () => {
    expect(parseOptions(['here', '--out', 'x', 'there'], options).positionals).toEqual(['here', 'there'])
    expect(parseOptions(['--out', 'x', '--', '--odd-name'], options).positionals).toEqual(['--odd-name'])
  })
})

describe('bad options: one line that names the option and the way out', () => {
  it.each([
    [['--stepz', '5'], /unknown option --stepz: did you mean --steps\?/],
    [['--zzz'], /unknown option --zzz \(--help lists them all\)/],
    [['-q'], /unknown option -q/],
    [['--steps'], /--steps needs a value: --steps N/],
    [['--steps', '--force'], /--steps needs a value/],
    [['--steps', 'many'], /--steps "many" is not a number/],
    [['--steps', ''], /--steps "" is not a number/],
    [['--steps', '1.5'], /--steps 1\.5 must be a whole number/],
    [['--steps', '0'], /--steps 0 is out of range: at least 1 and at most 1000/],
    [['--lr', '0'], /--lr 0 is out of range: more than 0 and at most 1/],
    [['--lr', 'NaN'], /--lr "NaN" is not a number/],
    [['--lr', 'Infinity'], /--lr "Infinity" is not a number/],
    [['--targets', '1,,2'], /--targets "" is not a number/],
    [['--range', '10'], /--range takes 2 numbers with commas between, got "10"/],
    [['--range', '10,101'], /--range 101 is out of range/],
    [['--recipe', 'kzll'], /--recipe "kzll" is not known: did you mean kzl\? choose gaitway, kzl, notebook/],
    [['--force=yes'], /--force takes no value, got "yes"/],
    [['--steps', '1', '--steps', '2'], /--steps is given twice/],
    [['--data', ''], /--data is empty/],
  ])('%j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(InputError)
    expect(() => parse(...argv)).toThrow(message)
  })

  it('names an option that must be there', () => {
    expect(() => parseOptions([], options)).toThrow(/--out DIR is missing: folder to make/)
  })

  it('does not take the names that every object has for options', () => {
    expect(() => parse('--constructor', 'x')).toThrow(/unknown option --constructor/)
    expect(() => parse('--__proto__', 'x')).toThrow(/unknown option --__proto__/)
  })
})
