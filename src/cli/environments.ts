import { basename } from 'node:path'
import { envOptionsOf, parseLevel } from '../game/index.js'
import { type Env, make } from '../gym/index.js'
import { InputError, LARGEST_TEXT, parseJson } from '../platform/index.js'
import { NodeFiles } from '../platform/node.js'
import '../sim/register.js'

export interface Ground {
  /** Options for `make`. */
  envOptions: Record<string, unknown>
  /** Name of the level; `''` for the environment's own flat ground. */
  level: string
}

/** What `--level FILE` asks for. Throws `InputError` where the file is not there, no JSON or no level. */
export async function readGround(file: string | undefined): Promise<Ground> {
  if (file === undefined) return { envOptions: {}, level: '' }
  const files = new NodeFiles()
  if (!(await files.stat(file))) throw new InputError(`--level ${file}: there is no such file`)
  const json = parseJson(await files.read(file, { most: LARGEST_TEXT }), `--level ${file}`)
  return { envOptions: envOptionsOf(parseLevel(json, `--level ${file}`)), level: basename(file, '.json') }
}

/** What `--env ID` asks for. Throws `InputError` for an unknown id, naming the nearest. */
export function makeEnv(id: string, { envOptions }: Ground): Env {
  try {
    return make(id, envOptions)
  } catch (error) {
    throw error instanceof InputError ? new InputError(`--env: ${error.message}`) : error
  }
}
