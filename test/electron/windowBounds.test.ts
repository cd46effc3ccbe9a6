import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepBounds, readBounds, visibleBounds } from '../../electron/windowBounds.js'
import { temporaryFolder } from '../host/temporaryLibrary.js'

const desk = { x: 0, y: 0, width: 1920, height: 1080 }
const beside = { x: 1920, y: 0, width: 1920, height: 1080 }
const bounds = { x: 100, y: 100, width: 1280, height: 840, maximized: false }

describe('where the window opens', () => {
  it('is where it was', () => {
    expect(visibleBounds(bounds, [desk])).toEqual(bounds)
    expect(visibleBounds({ ...bounds, x: 2000 }, [desk, beside])).toEqual({ ...bounds, x: 2000 })
    expect(visibleBounds({ ...bounds, x: -400 }, [desk])).toEqual({ ...bounds, x: -400 })
  })

  it('is elsewhere when that display is gone, or its title bar could not be reached', () => {
    expect(visibleBounds({ ...bounds, x: 2000 }, [desk])).toBeUndefined()
    expect(visibleBounds({ ...bounds, x: -1200 }, [desk])).toBeUndefined()
    expect(visibleBounds({ ...bounds, y: 1070 }, [desk])).toBeUndefined()
    expect(visibleBounds({ ...bounds, y: -50 }, [desk])).toBeUndefined()
    expect(visibleBounds(bounds, [])).toBeUndefined()
  })

  it('is elsewhere when the window was unusably small, or never there', () => {
    expect(visibleBounds({ ...bounds, width: 200 }, [desk])).toBeUndefined()
    expect(visibleBounds(undefined, [desk])).toBeUndefined()
  })

  it('is kept in a file that may be missing or broken', async () => {
    const file = join(await temporaryFolder(), 'window.json')
    expect(await readBounds(file)).toBeUndefined()
    keepBounds(file, bounds)
    expect(await readBounds(file)).toEqual(bounds)
    await writeFile(file, '{"x": "left"}')
    expect(await readBounds(file)).toBeUndefined()
    keepBounds(join(file, 'not', 'a', 'folder'), bounds)
  })
})
