import { formatProblem, validateDataset } from '../../data/index.js'
import { counted } from '../../platform/index.js'
import { NodeFiles } from '../../platform/node.js'
import '../../sim/register.js'
import { ProgressLine } from '../progress.js'
import { defineVerb } from '../verb.js'

export const datasetValidate = defineVerb({
  name: 'dataset validate',
  summary: 'Check a dataset: checksums, columns, sizes, figures, and on request every replay.',
  positionals: ['DIR'],
  options: {
    deep: {
      kind: 'flag',
      help: 'also replay every episode in its environment and compare the observations bit for bit',
    },
  },
  examples: ['gaitway dataset validate DIR', 'gaitway dataset validate DIR --deep --json'],
  notes: ['Exit 0 for a sound dataset, 2 for one with problems; up to 100 are listed.'],
  async run({ options, positionals: [folder], io }) {
    const line = new ProgressLine(io)
    let episodes = 0
    try {
      const problems = await validateDataset(folder, new NodeFiles(), {
        deep: options.deep,
        signal: io.signal,
        onProgress(done) {
          episodes = done
          line.show(`${counted(done, 'episode')} checked`)
        },
      })
      line.end()
      const valid = problems.length === 0
      if (!valid) {
        const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
        io.err(`gaitway: ${formatProblem(problems[0])}${more}\n`)
      }
      return {
        json: { folder, valid, episodes, problems },
        text: valid
          ? `${folder}: ${counted(episodes, 'episode')}, sound${options.deep ? ', every replay agrees' : ''}`
          : problems.map(formatProblem).join('\n'),
        exitCode: valid ? 0 : 2,
      }
    } finally {
      line.end()
    }
  },
})
