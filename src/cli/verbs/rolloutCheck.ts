import { loadCheckpoint, rolloutDifference } from '../../dt/index.js'
import { NodeFiles } from '../../platform/node.js'
import { readInput } from '../outputFile.js'
import { defineVerb } from '../verb.js'

export const rolloutCheck = defineVerb({
  name: 'rollout-check',
  summary: 'Replay a stored episode with a model and print the largest difference of its actions.',
  options: {
    model: { kind: 'text', value: 'DIR', required: true, help: 'model folder in Hugging Face’s layout' },
    inputs: {
      kind: 'text',
      value: 'FILE',
      required: true,
      help: 'safetensors with states [T, S], actions [T, A], returns_to_go [T], state_mean and state_std [S]',
    },
    context: {
      kind: 'integer',
      min: 1,
      max: 1024,
      help: 'steps that the model sees; default: what gaitway.json says, else 20',
    },
    tolerance: { kind: 'number', min: 0, help: 'exit 1 when the difference is larger' },
  },
  examples: ['gaitway rollout-check --model DIR --inputs rollout.safetensors --tolerance 1e-5'],
  async run({ options }) {
    const checkpoint = await loadCheckpoint(options.model, new NodeFiles())
    const inputs = await readInput('inputs', options.inputs)
    const { steps, largest, atStep } = rolloutDifference(checkpoint, inputs, options.inputs, options.context)
    const isWithin = options.tolerance === undefined || largest <= options.tolerance
    return {
      json: {
        model: options.model,
        steps,
        largest,
        atStep,
        ...(options.tolerance !== undefined && { isWithin }),
      },
      text: `${steps} steps, largest difference ${largest.toExponential(2)} at step ${atStep}`,
      exitCode: isWithin ? 0 : 1,
    }
  },
})
