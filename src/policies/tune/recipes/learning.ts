/** What all corrections are learned with. */
export const learning = {
  hidden: [32, 32],
  lanes: 16,
  steps: 1000,
  epochs: 5,
  batch: 1000,
  valueStepSize: 0.002,
  divergence: 0.014,
  clip: 0.2,
  discount: 0.995,
  decay: 0.95,
} as const
