import { checkEnv, make } from '../../../src/gym/index.js'
import './lander.js'

/** What is unwise about the lander: nothing. Throws where something is wrong. */
export function adviceOnLander(): string[] {
  return checkEnv(make('Arcade/Lander-v0').unwrapped)
}
