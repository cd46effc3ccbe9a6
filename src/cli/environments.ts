import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Env, make } from '../gym/index.js'
import { InputError } from '../platform/errors.js'
import '../sim/index.js'

export interface Ground {
  /** Options for `make`. */
  envOptions: Record<string, unknown>
  /** Name of the level; `''` for the environment's own flat ground. */
  level: string
}

/** What `--level FILE` asks for. Throws `InputError` where the file is not there or no JSON. */
export async function readGround(file: string | undefined): Promise<Ground> {
  if (file === undefined) return { envOptions: {}, level: '' }
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `--level ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
    )
  })
  try {
    return { envOptions: { level: JSON.parse(text) as unknown }, level: basename(file, '.json') }
  } catch (error) {
    throw new InputError(`--level ${file}: not JSON: ${(error as Error).message}`)
  }
}

/** Throws `InputError` for an unknown id, naming the nearest, and for a level that does not fit. */
export function makeEnv(id: string, { envOptions }: Ground): Env {
  return make(id, envOptions)
}
