import { parseJson } from '../src/platform/index.js'
import { NodeFiles } from '../src/platform/node.js'

const name = '.host.json'
/** Bytes: it holds one number. */
const largest = 4096

/** The port of the last start on this library: bookmarks and open tabs find the host again. */
export async function readLastPort(library: string): Promise<number | undefined> {
  try {
    const kept = parseJson(await new NodeFiles(library).read(name, { most: largest }), name)
    const { port } = kept as { port?: unknown }
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port <= 65_535 ? port : undefined
  } catch {
    return undefined
  }
}

/** A convenience only: where it cannot be written, the next start takes another port. */
export async function keepLastPort(library: string, port: number): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ port }))
  await new NodeFiles(library).writeAtomic(name, bytes).catch(() => {})
}
