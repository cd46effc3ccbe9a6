/** What all corrections are learned with. */
export const learning = {
  hidden: [64, 64],
  lanes: 16,
  steps: 1000,
  epochs: 4,
  batch: 500,
  valueStepSize: 0.002,
  divergence: 0.014,
  clip: 0.2,
  discount: 0.995,
  decay: 0.97,
} as const
