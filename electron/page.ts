import { readFile, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { mediaType } from '../src/host/index.js'

/** The built app as answers to `GET` and `HEAD`; both hosts serve it. */
export function pageServer(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET and HEAD')
    const path = await pagePath(folder, new URL(request.url).pathname)
    if (path === undefined) return plain(404, 'not found')
    const bytes = await readFile(path)
    return new Response(request.method === 'HEAD' ? null : bytes, {
      headers: { 'content-type': mediaType(path), 'content-length': String(bytes.length) },
    })
  }
}

/** The file behind a path of the page, or undefined for one that is not there or not inside the folder. */
async function pagePath(folder: string, pathname: string): Promise<string | undefined> {
  try {
    const root = await realpath(folder)
    const path = await realpath(join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname)))
    return path.startsWith(root + sep) && /\.\w+$/.test(path) ? path : undefined
  } catch {
    return undefined
  }
}

function plain(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}
