/** How the shipped demonstrations and models are made: options of `gaitway`'s verbs. */
export interface AssetRecipe {
  env: string
  /** Dataset that ships: small, to look at and to learn on. */
  sample: { name: string; record: readonly string[] }
  /** Dataset that the model is trained on: large, made again instead of shipped. */
  demonstrations: readonly string[]
  train: readonly string[]
  calibrate: readonly string[]
  certify: readonly string[]
}

const words = (line: string) => line.split(' ')

/**
 * Demonstrations of continuous skill, spread evenly over the returns, with falls and flips recorded again, and noise on
 * what is applied while the label stays what the gait meant: without these a dial is not learned.
 */
const spread = (skills: string, noise: string) =>
  words(`--policy scripted --skill-range ${skills} --stratify return --reject-falls --noise ${noise}`)

/** Beyond skill 95 the gait is not steady, and a model that learned its stumbles fails now and then at full skill. */
const cheetah = spread('0,95', '0,0.1')
const walker2d = spread('0,98', '0,0.15')
const hopper = spread('0,98', '0,0.1')

export const assetRecipes: Readonly<Record<string, AssetRecipe>> = {
  cheetah: {
    env: 'Gaitway/HalfCheetah-v0',
    sample: {
      name: 'cheetah-gaits',
      record: [
        ...cheetah,
        ...words('--episodes 24 --seed 500000 --license mit --title'),
        'Half-cheetah gaits of every skill',
      ],
    },
    // Its context lasts a second, in which it would carry on with what it did before its dial was turned.
    demonstrations: [...cheetah, ...words('--run-ups 0.4,100 --run-up-kept 20 --episodes 240 --seed 1')],
    train: [
      ...words('--hidden 64 --steps 3000 --seed 1 --backend wasm --license mit --title'),
      'Half-cheetah',
    ],
    calibrate: words('--targets 21 --episodes 8 --promise 0.02,0.04,0.97,0'),
    // The first judging seeds were seen while the way to read a curve's flat end was chosen.
    certify: words('--seed 1000 --baselines'),
  },
  walker2d: {
    env: 'Gaitway/Walker2d-v0',
    sample: {
      name: 'walker-gaits',
      record: [
        ...walker2d,
        ...words('--episodes 24 --seed 500000 --license mit --title'),
        'Walker gaits of every skill',
      ],
    },
    // What balances has more to learn: to brake, as it would else fall over its feet when told to be slower; to catch
    // itself; and to be as slow or as fast as its gait can be. The sample is without.
    demonstrations: [
      ...walker2d,
      ...words('--ends 0.08 --pushes 2,0.3 --run-ups 0.4,250 --episodes 320 --seed 1'),
    ],
    // Steps are short: a short context and a narrow model let eight of them act within one.
    train: [
      ...words('--context 10 --hidden 128 --steps 6000 --seed 1 --backend wasm --license mit --title'),
      'Walker',
    ],
    calibrate: words('--targets 21 --episodes 8 --promise 0.03,0.06,0.96,0.05'),
    // Earlier judging seeds were seen while the gait and the demonstrations were chosen.
    certify: words('--seed 12000 --baselines'),
  },
  hopper: {
    env: 'Gaitway/Hopper-v0',
    sample: {
      name: 'hopper-gaits',
      record: [
        ...hopper,
        ...words('--episodes 24 --seed 500000 --license mit --title'),
        'Hopper gaits of every skill',
      ],
    },
    // It stands still at the low end, and has to learn to begin, whatever it has done so far.
    demonstrations: [
      ...hopper,
      ...words('--ends 0.12 --pushes 2,0.2 --run-ups 0.5,250 --run-up-kept 20 --run-up-ends 0.5'),
      ...words('--episodes 320 --seed 1'),
    ],
    train: [
      ...words('--context 10 --hidden 96 --steps 6000 --seed 1 --backend wasm --license mit --title'),
      'Hopper',
    ],
    calibrate: words('--targets 21 --episodes 8 --promise 0.05,0.1,0.94,0.1'),
    // Earlier judging seeds were seen while the demonstrations were chosen.
    certify: words('--seed 13000 --baselines'),
  },
}
