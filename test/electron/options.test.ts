import { describe, expect, it } from 'vitest'
import { help, parseStartOptions } from '../../electron/options.js'

/** What is said of these options. */
const refused = (args: string[]) => {
  try {
    parseStartOptions(args)
  } catch (error) {
    return (error as Error).message
  }
  return 'not refused'
}

describe('the options of npm start', () => {
  it('are all optional', () => {
    expect(parseStartOptions([])).toEqual({
      web: false,
      open: true,
      port: undefined,
      library: undefined,
      help: false,
    })
    expect(parseStartOptions(['--web', '--port', '4600', '--no-open', '--library', '/x'])).toEqual({
      web: true,
      open: false,
      port: 4600,
      library: '/x',
      help: false,
    })
    expect(parseStartOptions(['--port=0', '-h'])).toMatchObject({ port: 0, help: true })
  })

  it('are all in the help', () => {
    for (const option of ['--web', '--port N', '--no-open', '--library DIR', '--help'])
      expect(help).toContain(option)
  })

  it('that are wrong are named in one line', () => {
    expect(refused(['--wbe'])).toBe("Unknown option '--wbe'; --help lists the options")
    expect(refused(['--web=yes'])).toMatch("'--web' does not take an argument")
    expect(refused(['--library'])).toMatch("'--library <value>' argument missing")
    expect(refused(['somewhere'])).toMatch("Unexpected argument 'somewhere'")
    expect(refused(['--library='])).toBe('--library needs a folder')
    for (const port of ['x', '-1', '65536', '1.5', '', '0x10', '1e3'])
      expect(refused([`--port=${port}`]), port).toBe(
        `--port ${port}: a port is a whole number from 0 to 65535`,
      )
    for (const args of [['--wbe'], ['--library'], ['somewhere']]) expect(refused(args)).not.toContain('\n')
  })
})
