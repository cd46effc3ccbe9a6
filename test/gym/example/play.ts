import { make, NodeFiles } from '../../../src/index.js'
import { describeEnv, Recorder, writeDataset } from '../../../src/data/index.js'
import './lander.js'

/** Flights of a person, recorded from a game's own loop: `throttle` is asked ten times a second. */
export async function recordPlayer(folder: string, flights: number, throttle: () => number): Promise<void> {
  const env = new Recorder(make('Arcade/Lander-v0'), { controller: 'human' })
  for (let flight = 0; flight < flights; flight++) {
    env.reset()
    for (let over = false; !over;) {
      const [, , terminated, truncated] = env.step(Float32Array.of(throttle()))
      over = terminated || truncated
    }
  }
  await writeDataset(folder, env.takeEpisodes(), new NodeFiles(), { env: describeEnv(env) })
}
