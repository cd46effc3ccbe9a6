import { isAdaptive, parseModelConfig } from '../../dt/index.js'
import {
  HubUnavailable,
  planUpload,
  printable,
  push as pushFolder,
  type RepoKind,
  type UploadPlan,
} from '../../hub/index.js'
import { InputError, LARGEST_TEXT, parseJson } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import { ExitError, type Io } from '../io.js'
import { ProgressLine } from '../progress.js'
import { defineVerb } from '../verb.js'

export const push = defineVerb({
  name: 'push',
  summary: 'Put a dataset or a model on the Hugging Face Hub, file by file as they lie in its folder.',
  positionals: ['DIR'],
  options: {
    repo: { kind: 'text', value: 'OWNER/NAME', help: 'repository; made where there is none' },
    'dry-run': { kind: 'flag', help: 'list what would go up and what would not, and send nothing' },
    include: { kind: 'texts', value: 'FILE', help: 'another file of the folder to send (repeatable)' },
    private: { kind: 'flag', help: 'make the repository private' },
    message: { kind: 'text', help: 'message of the commit' },
    'hub-url': { kind: 'text', value: 'URL', help: 'another Hub [https://huggingface.co]' },
    'allow-http': {
      kind: 'flag',
      help: 'send the token over plain http beyond this machine (also: GAITWAY_ALLOW_HTTP=1)',
    },
  },
  examples: [
    'HF_TOKEN=hf_… gaitway push assets/datasets/cheetah-gaits --repo me/cheetah-gaits',
    'gaitway push models/mine --repo me/mine --private',
    'gaitway push models/mine --dry-run',
  ],
  notes: [
    'What belongs to a dataset or a model goes up, and nothing else that lies in the folder; a link that leads out of it is refused.',
    'The token comes from HF_TOKEN; without it a terminal asks, and does not show what is typed. It is neither stored nor printed.',
  ],
  async run({ options, positionals: [folder], io }) {
    const { repo } = options
    if (repo === undefined && !options['dry-run'])
      throw new InputError('--repo OWNER/NAME is missing: repository; made where there is none')
    const files = new NodeFiles()
    const kind = await kindOf(folder, files)
    const upload = { kind, folder, files, include: options.include }
    // What cannot be sent is said before a token is asked for, and before anything in the folder is read.
    const { files: goesUp, leftOut } = await planUpload(upload)
    let plan: UploadPlan = { files: goesUp, leftOut }
    if (repo === undefined || options['dry-run'])
      return { json: { folder, kind, dryRun: true, ...plan }, text: describe(plan, kind).join('\n') }
    const token = await readToken(io)
    const line = new ProgressLine(io)
    if (kind === 'model' && (await isOwnLayout(folder, files)))
      line.say(
        'this model is not in Hugging Face’s layout (AdaLN): its card says that transformers cannot load it',
      )
    try {
      const { url, commit } = await pushFolder({
        ...upload,
        repo,
        private: options.private,
        message: options.message,
        token,
        hubUrl: options['hub-url'],
        allowHttp: options['allow-http'] || Boolean(io.env.GAITWAY_ALLOW_HTTP),
        signal: io.signal,
        onPlan(made) {
          plan = made
          for (const text of describe(made, kind)) line.say(text)
        },
        onProgress: (share) => line.show(`uploading, ${Math.round(100 * share)} %`),
      })
      return { json: { folder, kind, repo, url, commit, ...plan }, text: url }
    } catch (error) {
      throw error instanceof HubUnavailable ? new ExitError(1, error.message) : error
    } finally {
      line.end()
    }
  },
})

/** Lines of names; many that stay here are cut short, none that goes up is. */
function describe({ files, leftOut }: UploadPlan, kind: RepoKind): string[] {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const shown = leftOut.slice(0, 20).map(printable)
  const more = leftOut.length - shown.length
  return [
    `${files.length} files of the ${kind}, ${total} bytes:`,
    ...files.map(({ name, bytes }) => `  ${printable(name)}  ${bytes} bytes`),
    ...(shown.length > 0
      ? [`left out: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''} (--include FILE sends one)`]
      : []),
  ]
}

async function kindOf(folder: string, files: NodeFiles): Promise<RepoKind> {
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
