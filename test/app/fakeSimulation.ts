import type { FromSimulation, ToSimulation } from '../../src/app/simulation/protocol.js'

/** A simulation worker that a test plays the part of: what it was told, and what it says. */
export function fakeSimulation() {
  const told: ToSimulation[] = []
  let hear: (message: FromSimulation) => void = () => {}
  const simulation = {
    told,
    closed: false,
    say: (...messages: FromSimulation[]) => {
      for (const message of messages) if (!simulation.closed) hear(message)
    },
    open: (listener: (message: FromSimulation) => void) => {
      hear = listener
      return {
        tell: (message: ToSimulation) => void told.push(message),
        close: () => {
          simulation.closed = true
        },
      }
    },
  }
  return simulation
}
