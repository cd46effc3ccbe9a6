import { HubApiError } from '@huggingface/hub'
import * as v from 'valibot'
import { parse } from 'yaml'
import { checkLicense } from '../data/index.js'
import { InputError, messageOf } from '../platform/index.js'
import { clientOptions, explained, type HubAccess } from './access.js'
import type { RepoKind } from './uploadPlan.js'

/** The Hub's answer to metadata that it does not take. */
const Refusal = v.object({ errors: v.array(v.object({ message: v.string() })) })

/**
 * Asks the Hub whether it takes a card's metadata, before anything is made there: else it refuses the commit alone,
 * after all files were sent. A Hub that cannot be asked leaves it to our own list of licences.
 *
 * @throws InputError with the Hub's reasons
 */
export async function checkCard(
  access: HubAccess,
  kind: RepoKind,
  path: string,
  card: string,
): Promise<void> {
  const metadata = /^---\r?\n[^]*?\r?\n---(?=\r?\n|$)/.exec(card)?.[0]
  if (metadata === undefined) return
  const { hubUrl, accessToken, fetch } = clientOptions(access)
  const url = `${hubUrl}/api/validate-yaml`
  const refused = await explained(access, path, async () => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ repoType: kind, content: metadata }),
    })
    const text = await response.text()
    if (response.ok) return undefined
    if (response.status >= 500 || response.status === 429)
      throw new HubApiError(url, response.status, undefined, text.slice(0, 200))
    return response.status === 400 || response.status === 422 ? reasons(text) : 'unknown'
  })
  if (refused === 'unknown') return checkOwn(path, metadata)
  if (refused !== undefined)
    throw new InputError(
      `${path}: the Hub does not take its metadata, the lines between the two ---: ${refused}; nothing was sent`,
    )
}

function reasons(text: string): string {
  try {
    const { errors } = v.parse(Refusal, JSON.parse(text))
    return errors.map(({ message }) => message.replaceAll(/\s+/g, ' ').slice(0, 300)).join('; ')
  } catch {
    return 'it does not say why'
  }
}

function checkOwn(path: string, metadata: string): void {
  try {
    const parsed: unknown = parse(metadata.replaceAll(/^---$/gm, ''))
    const license = v.safeParse(v.object({ license: v.string() }), parsed)
    if (license.success) checkLicense(license.output.license)
  } catch (error) {
    throw new InputError(`${path}: ${messageOf(error).split('\n')[0]}; nothing was sent`)
  }
}
