import { useEffect, useState } from 'preact/hooks'
import { type GaitwayMeta, parseGaitwayMeta } from '../../../../dt/index.js'
import {
  HttpFiles,
  LARGEST_TEXT,
  messageOf,
  parseJson,
  type ReadableFiles,
} from '../../../../platform/index.js'
import {
  CERTIFICATE_FILE,
  type CertificateFile,
  DialCurve,
  judgesDial,
  parseCertificate,
} from '../../../../skill/index.js'

/** What a model's folder says about its dial. */
export interface SkillRecord {
  meta: GaitwayMeta
  curve: DialCurve
  certificate?: CertificateFile
  /** The dial was calibrated anew after it was judged. */
  isOutdated: boolean
}

/** Reads and checks `gaitway.json`, and `certificate.json` where there is one. Throws what is wrong with them. */
export async function readSkill(
  { id: model, certified }: { id: string; certified: boolean },
  files: Pick<ReadableFiles, 'read'>,
): Promise<SkillRecord> {
  const json = async (path: string) => parseJson(await files.read(path, { most: LARGEST_TEXT }), path)
  const folder = `models/${model}`
  const meta = parseGaitwayMeta(await json(`${folder}/gaitway.json`), `${model}/gaitway.json`)
  const curve = DialCurve.fromCheckpoint(meta)
  if (!certified) return { meta, curve, isOutdated: false }
  const certificate = parseCertificate(
    await json(`${folder}/${CERTIFICATE_FILE}`),
    `${model}/${CERTIFICATE_FILE}`,
  )
  return { meta, curve, certificate, isOutdated: !judgesDial(certificate, curve) }
}

const blobs = new HttpFiles('/blob/')

/** The record of a model; read again when its dial has changed, with the old one shown meanwhile. */
export function useSkill({ id, dialAt, certified }: { id: string; dialAt: number; certified: boolean }): {
  record?: SkillRecord
  error?: string
  retry: () => void
} {
  const [state, setState] = useState<{ record?: SkillRecord; error?: string }>({})
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let gone = false
    readSkill({ id, certified }, blobs).then(
      (record) => gone || setState({ record }),
      (reason: unknown) =>
        gone ||
        setState(({ record }) => ({
          record,
          error: messageOf(reason),
        })),
    )
    return () => {
      gone = true
    }
  }, [id, dialAt, certified, attempt])
  return { ...state, retry: () => setAttempt(attempt + 1) }
}
