import { isAdaptive, parseModelConfig } from '../../dt/index.js'
import { HubUnavailable, push as pushFolder } from '../../hub/index.js'
import { InputError } from '../../platform/errors.js'
import { LARGEST_TEXT } from '../../platform/files.js'
import { parseJson } from '../../platform/json.js'
import { NodeFiles } from '../../platform/nodeFiles.js'
import { ExitError, type Io } from '../io.js'
import { ProgressLine } from '../progress.js'
import { defineVerb } from '../verb.js'

export const push = defineVerb({
  name: 'push',
  summary: 'Put a dataset or a model on the Hugging Face Hub, as it lies in its folder.',
  positionals: ['DIR'],
  options: {
    repo: { kind: 'text', value: 'OWNER/NAME', required: true, help: 'repository; made where there is none' },
    private: { kind: 'flag', help: 'make the repository private' },
    message: { kind: 'text', help: 'message of the commit' },
    'hub-url': { kind: 'text', value: 'URL', help: 'another Hub [https://huggingface.co]' },
  },
  examples: [
    'HF_TOKEN=hf_… gaitway push assets/datasets/cheetah-gaits --repo me/cheetah-gaits',
    'gaitway push models/mine --repo me/mine --private',
  ],
  notes: [
    'The token comes from HF_TOKEN; without it a terminal asks, and does not show what is typed. It is neither stored nor printed.',
  ],
  async run({ options, positionals: [folder], io }) {
    const files = new NodeFiles()
    const kind = await kindOf(folder, files)
    const token = await readToken(io)
    const line = new ProgressLine(io)
    if (kind === 'model' && (await isOwnLayout(folder, files)))
      line.say(
        'this model is not in Hugging Face’s layout (AdaLN): its card says that transformers cannot load it',
      )
    try {
      const { url, commit } = await pushFolder({
        kind,
        folder,
        files,
        repo: options.repo,
        private: options.private,
        message: options.message,
        token,
        hubUrl: options['hub-url'],
        signal: io.signal,
        onProgress: (share) => line.show(`uploading, ${Math.round(100 * share)} %`),
      })
      return { json: { folder, kind, repo: options.repo, url, commit }, text: url }
    } catch (error) {
      throw error instanceof HubUnavailable ? new ExitError(1, error.message) : error
    } finally {
      line.end()
    }
  },
})

async function kindOf(folder: string, files: NodeFiles): Promise<'dataset' | 'model'> {
  const stat = await files.stat(folder)
  if (!stat) throw new InputError(`${folder} does not exist: name the folder of a dataset or a model`)
  if (!stat.isFolder) throw new InputError(`${folder} is a file: name the folder of a dataset or a model`)
  if (await files.stat(`${folder}/config.json`)) return 'model'
  if (await files.stat(`${folder}/meta.json`)) return 'dataset'
  throw new InputError(`${folder} holds neither a model (config.json) nor a dataset (meta.json)`)
}

/** A configuration that is none is left to the upload, which says what is wrong with the folder. */
async function isOwnLayout(folder: string, files: NodeFiles): Promise<boolean> {
  const bytes = await files.read(`${folder}/config.json`, { most: LARGEST_TEXT })
  try {
    return isAdaptive(parseModelConfig(parseJson(bytes, 'config.json')))
  } catch {
    return false
  }
}

async function readToken(io: Io): Promise<string> {
  const token = io.env.HF_TOKEN || (await io.askSecret('Token of the Hub (hf_…, not shown): '))
  if (!token)
    throw new InputError(
      'the Hub needs a token: set HF_TOKEN (made at https://huggingface.co/settings/tokens, with write access)',
    )
  return token
}
