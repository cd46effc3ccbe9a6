import { make, NodeFiles } from '../../../src/index.js'
import { Dataset, describeEnv, recordEpisode, writeDataset } from '../../../src/data/index.js'
import { saveCheckpoint, train } from '../../../src/dt/index.js'
import { calibrate, saveCalibration, SkillDial } from '../../../src/skill/index.js'
import './lander.js'
import { Pilot } from './pilot.js'

const files = new NodeFiles()

/** Demonstrations of every skill, evenly. */
export async function demonstrate(folder: string, episodes: number): Promise<void> {
  const env = make('Arcade/Lander-v0')
  async function* flights() {
    for (let seed = 0; seed < episodes; seed++) {
      const pilot = new Pilot((100 * seed) / (episodes - 1))
      yield await recordEpisode(env, pilot, {
        seed,
        episodeId: seed,
        noise: 0.1,
        controller: 'scripted:pilot',
      })
    }
  }
  await writeDataset(folder, flights(), files, { env: describeEnv(env), title: 'Lander flights' })
}

/** A Decision Transformer of those, and what it does when asked for each return. */
export async function learn(dataset: string, model: string, steps: number): Promise<void> {
  const { checkpoint } = await train({
    episodes: await Dataset.open(dataset, files),
    conditioning: 'classic', // the points come at the end: what counts is the sum that is left
    contextLength: 4,
    hiddenSize: 32,
    layers: 2,
    dropout: 0,
    batchSize: 32,
    learningRate: 2e-3,
    warmupSteps: 50,
    steps,
  })
  await saveCheckpoint(model, checkpoint, files)
  const calibration = await calibrate({ model })
  await saveCalibration(model, checkpoint.gaitway!, calibration)
}

/** Points of one flight at a skill from 0 to 100. */
export async function fly(model: string, skill: number, seed: number): Promise<number> {
  const env = make('Arcade/Lander-v0')
  const rival = await SkillDial.load(model, { skill })
  rival.reset()
  let [observation] = env.reset({ seed })
  let points = 0
  for (;;) {
    const action = rival.act(observation)
    const [next, reward, terminated, truncated] = env.step(action)
    rival.observe({ action, reward, terminated, truncated })
    observation = next
    points += reward
    if (terminated || truncated) return points
  }
}
