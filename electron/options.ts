import { parseArgs } from 'node:util'
import { InputError, messageOf } from '../src/platform/index.js'

export interface StartOptions {
  web: boolean
  open: boolean
  port: number | undefined
  library: string | undefined
  help: boolean
}

export const help = `Opens Gaitway: in its own window where there is a display, else in a browser on this machine.

Usage: npm start -- [options]

  --web          serve the app on 127.0.0.1 and print its address, even where a window could be opened
  --port N       the port to serve it on; otherwise the last one, where it is free
  --no-open      do not open a browser
  --library DIR  the folder for datasets and models (default: GAITWAY_LIBRARY, else ~/Gaitway)
  --help         show this

Ctrl-C stops it.
`

/** @throws InputError that names the option */
export function parseStartOptions(args: readonly string[]): StartOptions {
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        web: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        library: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // Node's own words name the option; what follows them is advice for programmers.
    const [words] = messageOf(error).split('. ')
    throw new InputError(`${words.replace(/\.$/, '')}; --help lists the options`)
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  if (port !== undefined && !(/^\d+$/.test(String(values.port)) && port <= 65_535))
    throw new InputError(`--port ${String(values.port)}: a port is a whole number from 0 to 65535`)
  if (values.library === '') throw new InputError('--library needs a folder')
  return {
    web: values.web === true,
    open: values['no-open'] !== true,
    port,
    library: values.library as string | undefined,
    help: values.help === true,
  }
}
