import { createGenerator } from '../../src/gym/seeding.js'
import { make } from '../../src/gym/registration.js'
import '../../src/sim/register.js'

/** FNV-1a over the bytes of everything that an episode gives: the same number in every engine, or something drifted. */
export class Digest {
  #hash = 0x811c9dc5

  add(values: Float32Array | number): void {
    const floats = typeof values === 'number' ? Float32Array.of(values) : values
    for (const byte of new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength))
      this.#hash = Math.imul(this.#hash ^ byte, 0x01000193) >>> 0
  }

  get hex(): string {
    return this.#hash.toString(16).padStart(8, '0')
  }
}

/** Digest of an episode under smooth random torques; runs in Node and in a browser alike. */
export function trajectoryDigest(envId: string, seed: number, steps: number, level?: unknown): string {
  const env = make(envId, level === undefined ? {} : { level })
  const generator = createGenerator(seed)
  const digest = new Digest()
  let [observation] = env.reset({ seed })
  const action = new Float32Array(env.actionSpace.shape![0])
  digest.add(observation)
  for (let step = 0; step < steps; step++) {
    for (let j = 0; j < action.length; j++) action[j] = 0.8 * action[j] + 0.4 * generator.uniform(-1, 1)
    const [next, reward, terminated] = env.step(action)
    observation = next
    digest.add(observation)
    digest.add(reward)
    if (terminated) [observation] = env.reset()
  }
  env.close()
  return digest.hex
}
