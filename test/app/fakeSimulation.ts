import type { FromSimulation, ToSimulation } from '../../src/app/simulation/protocol.js'

/** A simulation worker that a test plays the part of: what was posted to it, and what it says. */
export function fakeSimulation() {
  const told: ToSimulation[] = []
  let onMessage: (message: FromSimulation) => void = () => {}
  const simulation = {
    told,
    closed: false,
    say: (...messages: FromSimulation[]) => {
      for (const message of messages) if (!simulation.closed) onMessage(message)
    },
    open: (listener: (message: FromSimulation) => void) => {
      onMessage = listener
      return {
        post: (message: ToSimulation) => void told.push(message),
        close: () => {
          simulation.closed = true
        },
      }
    },
  }
  return simulation
}
