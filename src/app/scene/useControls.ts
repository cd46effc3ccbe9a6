import { useEffect, useRef, useState } from 'preact/hooks'
import type { SchemeDescription } from '../../policies/index.js'
import { attachControls } from '../simulation/controls.js'
import type { ToSimulation } from '../simulation/protocol.js'
import type { Stage } from '../view/stage.js'

/** Turn left and right, closer and farther. */
const cameraKeys = ['Comma', 'Period', 'Equal', 'Minus']

/**
 * The keyboard while something runs: the scheme's keys go to the simulation, those of the camera to the stage, the
 * others to `onOther` (true when it used one). Gives the runner's keys that are held, to show them.
 */
export function useControls(
  session: { post: (message: ToSimulation) => void },
  scheme: SchemeDescription | undefined,
  stage: Stage | undefined,
  onOther: (code: string) => boolean,
): ReadonlySet<string> {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef({ stage, onOther })
  latest.current = { stage, onOther }
  useEffect(() => {
    const codes = new Set(scheme?.keys.flatMap((key) => key.codes))
    const steering = new Set<string>()
    const steer = () => {
      const [turnLeft, turnRight, closer, farther] = cameraKeys.map((code) => Number(steering.has(code)))
      latest.current.stage?.steer(turnRight - turnLeft, farther - closer)
    }
    const keyUp = (event: KeyboardEvent) => {
      if (steering.delete(event.code)) steer()
    }
    addEventListener('keyup', keyUp)
    const detach = attachControls({
      post: (message) => session.post(message),
      codes: () => codes,
      onKey: (code, down) =>
        setHeld((now) => {
          const next = new Set(now)
          if (down) next.add(code)
          else next.delete(code)
          return next
        }),
      onOther: ({ code }) => {
        if (!cameraKeys.includes(code)) return latest.current.onOther(code)
        steering.add(code)
        steer()
        return true
      },
    })
    return () => {
      detach()
      removeEventListener('keyup', keyUp)
    }
  }, [session, scheme])
  return held
}
