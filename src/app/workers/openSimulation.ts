import { messageOf } from '../../platform/index.js'
import { LISTENING, Mailbox } from '../messaging/mailbox.js'
import { clockSpeed } from '../simulation/clockSpeed.js'
import {
  checkMessage,
  type FromSimulation,
  FromSimulationSchema,
  type ToSimulation,
} from '../simulation/protocol.js'

/** The window's end of a simulation. */
export interface Simulation {
  post(message: ToSimulation, transfer?: Transferable[]): void
  close(): void
}

/**
 * Starts a simulation worker. `onMessage` gets every message it posts; that it could not start or broke is a `failed` one.
 */
export function openSimulation(onMessage: (message: FromSimulation) => void): Simulation {
  const worker = new Worker(new URL('./simulation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'simulation',
  })
  const mailbox = new Mailbox<ToSimulation>(worker)
  const speed = clockSpeed(location.search)
  if (speed !== 1) mailbox.post({ type: 'clock', speed })
  let closed = false
  const broken = (message: string) => {
    if (!closed) onMessage({ type: 'failed', message, ours: true })
  }
  worker.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (closed || event.data === LISTENING) return
    try {
      onMessage(checkMessage(FromSimulationSchema, event.data))
    } catch (error) {
      broken(messageOf(error))
    }
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    broken(event.message || 'the simulation could not be started')
  })
  return {
    post: (message, transfer) => {
      if (!closed) mailbox.post(message, transfer)
    },
    close: () => {
      closed = true
      worker.terminate()
    },
  }
}
