import { BACKENDS, forwardFile, loadCheckpoint } from '../../dt/index.js'
import { NodeFiles } from '../../platform/node.js'
import { readInput, requireFreeFile, writeFile } from '../outputFile.js'
import { defineVerb } from '../verb.js'

export const forward = defineVerb({
  name: 'forward',
  summary: 'Run a model on given inputs and write all its outputs, to compare with PyTorch.',
  options: {
    model: { kind: 'text', value: 'DIR', required: true, help: 'model folder in Hugging Face’s layout' },
    inputs: {
      kind: 'text',
      value: 'FILE',
      required: true,
      help: 'safetensors with in.states, in.actions, …',
    },
    out: { kind: 'text', value: 'FILE', required: true, help: 'safetensors to write' },
    backend: {
      kind: 'choice',
      choices: BACKENDS,
      default: 'auto',
      help: 'what computes',
    },
    'hidden-states': { kind: 'flag', help: 'also write out.hidden_states.0 …' },
    attentions: { kind: 'flag', help: 'also write out.attentions.0 …' },
    force: { kind: 'flag', help: 'replace --out' },
  },
  examples: ['gaitway forward --model DIR --inputs in.safetensors --out out.safetensors --backend wasm'],
  notes: [
    'Reads in.states [B, K, S], in.actions [B, K, A], in.returns_to_go [B, K, 1], in.timesteps [B, K] and, where it is ' +
      'there, in.attention_mask [B, K]; writes out.action_preds, out.state_preds, out.return_preds and ' +
      'out.last_hidden_state. States are taken as they are: normalise them as your PyTorch code does.',
  ],
  async run({ options, io }) {
    await requireFreeFile(options.out, options.force)
    const checkpoint = await loadCheckpoint(options.model, new NodeFiles())
    const inputs = await readInput('inputs', options.inputs)
    const { bytes, backend } = await forwardFile(checkpoint, inputs, options.inputs, {
      backend: options.backend,
      hiddenStates: options['hidden-states'],
      attentions: options.attentions,
    })
    io.err(`backend ${backend.backend}: ${backend.reason}\n`)
    await writeFile(options.out, bytes)
    return {
      json: { model: options.model, out: options.out, bytes: bytes.length, backend },
      text: `${options.out}: ${bytes.length} bytes`,
    }
  },
})
