import { loadCheckpoint, exportOnnx as onnxBytes } from '../../dt/index.js'
import { NodeFiles } from '../../platform/node.js'
import { requireFreeFile, writeFile } from '../outputFile.js'
import { defineVerb } from '../verb.js'

export const exportOnnx = defineVerb({
  name: 'export onnx',
  summary: 'Write a model as ONNX.',
  options: {
    model: { kind: 'text', value: 'DIR', required: true, help: 'model folder in Hugging Face’s layout' },
    out: { kind: 'text', value: 'FILE', help: 'file to write [DIR/model.onnx]' },
    'last-action-only': {
      kind: 'flag',
      help: 'one output, the newest action: all that play needs, and faster',
    },
    force: { kind: 'flag', help: 'replace the file' },
  },
  examples: ['gaitway export onnx --model assets/models/cheetah --out cheetah.onnx --last-action-only'],
  async run({ options }) {
    const out = options.out ?? `${options.model}/model.onnx`
    await requireFreeFile(out, options.force)
    const checkpoint = await loadCheckpoint(options.model, new NodeFiles())
    const bytes = onnxBytes(checkpoint, { lastActionOnly: options['last-action-only'] })
    await writeFile(out, bytes)
    return { json: { model: options.model, out, bytes: bytes.length }, text: `${out}: ${bytes.length} bytes` }
  },
})
