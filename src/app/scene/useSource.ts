import { useMemo } from 'preact/hooks'
import type { Setting } from '../view/scenario.js'
import { AtRest, type PoseSource, until } from '../view/source.js'

/** Poses for a picture: at rest on its start, until something that runs has any. */
export function useSource(
  setting: Setting | undefined,
  running: { source: PoseSource } | undefined,
): PoseSource | undefined {
  return useMemo(() => {
    if (!setting) return undefined
    const rest = new AtRest(setting.body, setting.terrain.surfaceAt(0))
    return running ? until(rest, running.source) : rest
  }, [setting, running])
}
