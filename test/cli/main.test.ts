import { describe, expect, it } from 'vitest'
import { commandLine, main } from '../../src/cli/main.js'
import { CapturedIo } from './capturedIo.js'

async function run(...argv: string[]) {
  const io = new CapturedIo()
  const code = await main(argv, io)
  return { code, io }
}

describe('gaitway', () => {
  it('shows all verbs; without a verb that is bad input', async () => {
    const { code, io } = await run('--help')
    expect(code).toBe(0)
    for (const verb of [
      'record',
      'train',
      'evaluate',
      'calibrate',
      'certify',
      'dataset info',
      'push',
      'envs',
      'policies',
    ])
      expect(io.stdout).toMatch(new RegExp(`^  ${verb} `, 'm'))
    expect((await run()).code).toBe(2)
  })

  it('says its version', async () => {
    expect((await run('--version')).io.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    ['record'],
    ['train'],
    ['evaluate'],
    ['calibrate'],
    ['certify'],
    ['dataset', 'info'],
    ['dataset', 'validate'],
    ['push'],
    ['envs'],
    ['policies'],
    ['make-assets'],
    ['tune'],
    ['forward'],
    ['rollout-check'],
    ['export', 'onnx'],
    ['demo', 'stitching'],
  ])('%s has a help with usage, options and examples, and needs nothing else for it', async (...words) => {
    const { code, io } = await run(...words, '--help')
    expect(code).toBe(0)
    expect(io.stdout).toContain(`Usage: gaitway ${words.join(' ')}`)
    expect(io.stdout).toContain('--json')
    expect(io.stdout).toContain('Examples:')
    expect(io.stderr).toBe('')
    for (const line of io.stdout.split('\n').filter((text) => !text.startsWith('  gaitway')))
      expect(line.length).toBeLessThanOrEqual(130)
  })
})

describe('verbs that only look', () => {
  it('envs lists the three bodies', async () => {
    const { code, io } = await run('envs', '--json')
    expect(code).toBe(0)
    expect(io.json).toMatchObject({
      envs: expect.arrayContaining([
        expect.objectContaining({
          id: 'Gaitway/HalfCheetah-v0',
          observationSize: 17,
          actionSize: 6,
          maxEpisodeSteps: 1000,
        }),
      ]),
    })
    expect(io.stderr).toBe('')
    expect((await run('envs')).io.stdout).toContain('Gaitway/Hopper-v0')
  })

  it('policies lists who can act where', async () => {
    const { io } = await run('policies', '--json')
    const { policies } = io.json as { policies: { env: string; policies: string[] }[] }
    expect(policies.find(({ env }) => env === 'Gaitway/HalfCheetah-v0')?.policies).toContain('random')
  })
})

describe('bad input: exit 2 and one line that names it and the way out', () => {
  it.each([
    [['recrod'], /unknown verb "recrod": did you mean record\?/],
    [['dataset'], /gaitway dataset needs info or validate/],
    [['dataset', 'inof'], /gaitway dataset needs info or validate, got "inof"/],
    [['dataset', 'info'], /gaitway dataset info needs DIR/],
    [['dataset', 'info', '/nowhere'], /\/nowhere does not exist/],
    [['dataset', 'validate', '/nowhere'], /\/nowhere does not exist/],
    [['envs', 'cheetah'], /does not know what "cheetah" is/],
    [['envs', '--jsno'], /unknown option --jsno: did you mean --json\?/],
    [['evaluate'], /--model DIR is missing/],
    [['evaluate', '--model', '/nowhere'], /\/nowhere does not exist/],
    [['evaluate', '--model', 'x', '--targets', '1,zwei'], /--targets "zwei" is not a number/],
    [['evaluate', '--model', 'x', '--episodes', '0'], /--episodes 0 is out of range/],
    [['calibrate', '--model', '/nowhere'], /\/nowhere does not exist/],
    [['certify', '--model', '/nowhere'], /\/nowhere does not exist/],
    [['train', '--out', '/tmp/gaitway-nothing'], /--data DIR is missing/],
    [['train', '--data', '/nowhere', '--out', '/tmp/gaitway-nothing'], /\/nowhere does not exist/],
    [
      ['train', '--resume', '--out', '/tmp/gaitway-nothing'],
      /there is no training of \/tmp\/gaitway-nothing to go on with/,
    ],
    [['push', '/nowhere', '--repo', 'me/x'], /\/nowhere does not exist/],
    [['push', '/nowhere'], /--repo OWNER\/NAME is missing/],
    [['make-assets', 'dog'], /there is no recipe for "dog"/],
    [['tune', 'dog'], /there is no recipe to tune "dog": choose .*cheetah/],
    [
      ['record', '--env', 'Gaitway/HalfCheetah-v0', '--policy', 'random', '--episodes', '1'],
      /--out DIR is missing/,
    ],
    [
      [
        'record',
        '--env',
        'Gaitway/HalfCheeta-v0',
        '--policy',
        'random',
        '--episodes',
        '1',
        '--out',
        '/tmp/gaitway-nothing',
      ],
      /no environment Gaitway\/HalfCheeta-v0; did you mean Gaitway\/HalfCheetah-v0/,
    ],
  ])('%j', async (argv, message) => {
    const { code, io } = await run(...argv)
    expect(io.stderr).toMatch(message)
    expect(code).toBe(2)
    expect(io.stdout).toBe('')
    expect(io.stderr.trimEnd().split('\n').at(-1)).toMatch(/^gaitway: /)
    expect(io.stderr).not.toContain('    at ')
  })
})

describe('the stack of an error', () => {
  it('is shown on request only', async () => {
    expect((await run('dataset', 'info', '/nowhere', '--debug')).io.stderr).toContain('    at ')
    const io = new CapturedIo({ env: { GAITWAY_DEBUG: '1' } })
    await main(['dataset', 'info', '/nowhere'], io)
    expect(io.stderr).toContain('    at ')
  })
})

describe('the command line on a card', () => {
  it('can be typed into a shell again', () => {
    expect(commandLine(['record', '--env', 'Gaitway/Hopper-v0', '--title', "it's mine"])).toBe(
      String.raw`gaitway record --env Gaitway/Hopper-v0 --title 'it'\''s mine'`,
    )
  })
})
