import { expect, inject, it } from 'vitest'
import { makeVec } from '../../src/gym/index.js'
import { flights, randomNumbers } from '../gym/engines.js'
import { runInBrowser } from './inBrowser.js'

const browserPath = inject('browserPath')

it.skipIf(!browserPath)(
  'draws the same bits in Node and in the browser, there in its workers too',
  async () => {
    const inNode = {
      numbers: randomNumbers(),
      flights: await flights(makeVec('Arcade/Lander-v0', { numEnvs: 3 })),
    }
    expect(await runInBrowser(browserPath, 'gym.ts')).toEqual(inNode)
  },
)
