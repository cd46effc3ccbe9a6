import { useEffect, useState } from 'preact/hooks'
import type { ReplayEpisode } from '../../../host/window.js'
import type { ReplayedMessage } from '../../simulation/protocol.js'
import { Notice, Spinner } from '../../ui/index.js'
import { openSimulation } from '../../workers/openSimulation.js'
import { Film } from './filmView.js'
import './replay.css'

type State =
  | { kind: 'working'; message: string }
  | { kind: 'ready'; film: ReplayedMessage }
  | { kind: 'failed'; message: string }

/**
 * An episode of a data set again, in 3D: simulated from its seed and its applied actions, compared with the stored
 * observations. Where the two part it says so, and shows what was stored on request.
 */
export function Replay({ episode }: { episode: ReplayEpisode }) {
  const [state, setState] = useState<State>({ kind: 'working', message: 'Replaying' })
  useEffect(() => {
    setState({ kind: 'working', message: 'Replaying' })
    const simulation = openSimulation((message) => {
      if (message.type === 'replayed') setState({ kind: 'ready', film: message })
      else if (message.type === 'loading') setState({ kind: 'working', message: message.message })
      else if (message.type === 'failed') setState({ kind: 'failed', message: message.message })
    })
    simulation.post({
      type: 'replay',
      envId: episode.envId,
      envOptions: episode.envOptions,
      resetOptions: episode.resetOptions,
      seed: episode.seed,
      actionSize: episode.actionSize,
      observationSize: episode.observationSize,
      actions: Float32Array.from(episode.actions),
      observations: Float32Array.from(episode.observations),
    })
    return () => simulation.close()
  }, [episode])
  if (state.kind === 'failed')
    return (
      <Notice tone="danger" title="The episode cannot be replayed.">
        {state.message}
      </Notice>
    )
  return (
    <div class="replay">
      {state.kind === 'working' ? (
        <div class="replay-stage">
          <div class="replay-wait">
            <Spinner label={`${state.message}…`} />
          </div>
        </div>
      ) : (
        <Film episode={episode} film={state.film} />
      )}
    </div>
  )
}
