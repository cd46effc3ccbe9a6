/** How the shipped demonstrations and models are made: command lines for `gaitway`, in order. */
export interface AssetRecipe {
  env: string
  /** Dataset that ships: small, to look at and to learn on. */
  sample: { name: string; record: readonly string[] }
  /** Dataset that the model is trained on: large, made again instead of shipped. */
  demonstrations: readonly string[]
  train: readonly string[]
  calibrate: readonly string[]
}

/**
 * Demonstrations of continuous skill, spread evenly over the returns, with flips rejected, and noise on what is applied
 * while the label stays what the gait meant: the three things without which a dial is not learned.
 */
const spread = ['--policy', 'scripted', '--skill-range', '0,100', '--stratify', 'return', '--reject-falls']

export const assetRecipes: Readonly<Record<string, AssetRecipe>> = {
  cheetah: {
    env: 'Gaitway/HalfCheetah-v0',
    sample: {
      name: 'cheetah-gaits',
      record: [
        ...spread,
        '--noise',
        '0,0.1',
        '--episodes',
        '24',
        '--seed',
        '500000',
        '--title',
        'Half-cheetah gaits of every skill',
      ],
    },
    demonstrations: [...spread, '--noise', '0,0.1', '--episodes', '240', '--seed', '1'],
    train: ['--recipe', 'gaitway', '--hidden', '64', '--steps', '2000', '--seed', '1', '--backend', 'wasm'],
    calibrate: ['--targets', '21', '--episodes', '8', '--promise', '0.02,0.04,0.97,0'],
  },
}
