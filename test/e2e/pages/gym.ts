import { AsyncVectorEnv, browserEnvWorkers } from '../../../src/gym/index.js'
import { flights, randomNumbers } from '../../gym/engines.js'

/** What this browser's engine draws, and the flights of landers in this browser's workers. */
export default async function run() {
  const workers = browserEnvWorkers(
    () => new Worker(new URL('./lanes.worker.ts', import.meta.url), { type: 'module' }),
    2,
  )
  const landers = new AsyncVectorEnv(['Arcade/Lander-v0', 'Arcade/Lander-v0', 'Arcade/Lander-v0'], {
    workers,
  })
  return { numbers: randomNumbers(), flights: await flights(landers) }
}
