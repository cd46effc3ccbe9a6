import { randomBytes } from 'node:crypto'
import { chmod, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const name = /^open-in-browser-[0-9a-f]{12}\.html$/

/**
 * A page that leads the user's browser to `address`. What a command is given every user of a machine can see for as long
 * as it runs, so the browser's command gets this file's name, which only its owner may read. It lies in the library
 * because browsers in a box of their own see neither temporary nor hidden folders.
 */
export async function writeOpeningPage(
  library: string,
  address: string,
): Promise<{ url: string; remove(): Promise<void> }> {
  await removeOpeningPages(library)
  const path = join(library, `open-in-browser-${randomBytes(6).toString('hex')}.html`)
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(page(address))
  } finally {
    await file.close()
  }
  await chmod(path, 0o600)
  return { url: pathToFileURL(path).href, remove: () => rm(path, { force: true }) }
}

/** Those of hosts that were killed; what they lead to is gone. */
async function removeOpeningPages(library: string): Promise<void> {
  for (const entry of await readdir(library))
    if (name.test(entry)) await rm(join(library, entry), { force: true })
}

function page(address: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Gaitway</title>
<meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${address}">
<p><a href="${address}">Open Gaitway</a></p></html>
`
}
