import { trajectoryDigest } from '../../sim/trajectory.js'

/** The digests of recorded trajectories, computed by this browser's engine. */
export default async function run(
  episodes: [envId: string, seed: number, steps: number][],
): Promise<string[]> {
  return episodes.map(([envId, seed, steps]) => trajectoryDigest(envId, seed, steps))
}
