import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { envOptionsOf, parseLevel } from '../game/index.js'
import { type Env, make } from '../gym/index.js'
import { InputError } from '../platform/errors.js'
import '../sim/index.js'

export interface Ground {
  /** Options for `make`. */
  envOptions: Record<string, unknown>
  /** Name of the level; `''` for the environment's own flat ground. */
  level: string
}

/** What `--level FILE` asks for. Throws `InputError` where the file is not there, no JSON or no level. */
export async function readGround(file: string | undefined): Promise<Ground> {
  if (file === undefined) return { envOptions: {}, level: '' }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `--level ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
    )
  })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new InputError(`--level ${file}: not JSON: ${(error as Error).message}`)
  }
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
