import { registeredEnvs } from '../../gym/index.js'
import { policyNames } from '../../policies/index.js'
import '../../sim/register.js'
import { table } from '../table.js'
import { defineVerb } from '../verb.js'

export const policies = defineVerb({
  name: 'policies',
  summary: 'List the policies that record knows, by environment.',
  options: {},
  examples: ['gaitway policies', 'gaitway policies --json'],
  notes: ['Beside these, model:DIR stands for the trained model in that folder.'],
  async run() {
    const rows = registeredEnvs().map(({ id }) => ({ env: id, policies: policyNames(id) }))
    return {
      json: { policies: rows },
      text: table(
        ['environment', 'policies'],
        rows.map(({ env, policies: names }) => [env, [...names, 'model:DIR'].join(', ')]),
      ),
    }
  },
})
