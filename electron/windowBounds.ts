import { writeFileSync } from 'node:fs'
import * as v from 'valibot'
import { parseJson } from '../src/platform/index.js'
import { NodeFiles } from '../src/platform/node.js'

/** Bytes: it holds a few numbers. */
const largest = 4096

const whole = v.pipe(v.number(), v.integer())
const Bounds = v.object({ x: whole, y: whole, width: whole, height: whole, maximized: v.boolean() })
type Bounds = v.InferOutput<typeof Bounds>

interface Area {
  x: number
  y: number
  width: number
  height: number
}

export const defaultSize = { width: 1280, height: 840 }
export const smallestSize = { width: 900, height: 600 }

/**
 * Where the window was, if enough of it would be on a display that is there now: a title bar under nothing cannot be
 * dragged back. All in device-independent pixels.
 */
export function visibleBounds(saved: Bounds | undefined, displays: readonly Area[]): Bounds | undefined {
  if (!saved || saved.width < smallestSize.width || saved.height < smallestSize.height) return undefined
  const reachable = displays.some((area) => {
    const across = Math.min(saved.x + saved.width, area.x + area.width) - Math.max(saved.x, area.x)
    const titleBarIsOn = saved.y >= area.y && saved.y < area.y + area.height - 40
    return across >= 200 && titleBarIsOn
  })
  return reachable ? saved : undefined
}

export async function readBounds(path: string): Promise<Bounds | undefined> {
  try {
    return v.parse(Bounds, parseJson(await new NodeFiles().read(path, { most: largest }), path))
  } catch {
    return undefined
  }
}

/**
 * At once, because the process may be about to end. A convenience only: where it cannot be written, or is cut short,
 * the next window opens in the middle.
 */
export function keepBounds(path: string, bounds: Bounds): void {
  try {
    writeFileSync(path, JSON.stringify(bounds))
  } catch {
    return
  }
}
