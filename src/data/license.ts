import { closest } from '../gym/index.js'
import { InputError } from '../platform/index.js'

/** The words that the Hub takes as `license` of a card (https://huggingface.co/docs/hub/repositories-licenses). */
const licenses = `
  apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m
  afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5
  cc-by-3.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0
  cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0
  cdla-permissive-2.0 wtfpl ecl-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0
  lgpl lgpl-2.1 lgpl-3.0 isc h-research intel-research lppl-1.3c ms-pl apple-ascl apple-amlr mpl-2.0 odc-by odbl
  openmdw-1.0 openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license
  fair-noncommercial-research-license llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 grok2-community gemma unknown
  other
`
  .trim()
  .split(/\s+/)

/**
 * Refuses a licence that the Hub would refuse, after all files were sent. `other` stands for any that it does not list.
 *
 * @throws InputError that names the one that was probably meant
 */
export function checkLicense(license: string): void {
  if (licenses.includes(license)) return
  const spelled = license.toLowerCase().replaceAll(/[^a-z0-9.+]+/g, '-')
  const near = licenses.find((known) => known.startsWith(spelled)) ?? closest(spelled, licenses, 1)[0]
  throw new InputError(
    `the licence "${license.slice(0, 80)}" is none that the Hub knows: ${near ? `did you mean ${near}? ` : ''}its list is at https://huggingface.co/docs/hub/repositories-licenses, "other" stands for the rest`,
  )
}
