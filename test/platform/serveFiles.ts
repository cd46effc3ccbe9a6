import type { RequestListener } from 'node:http'

/** Answers `GET` with ranges and `HEAD`, as the host does for blobs. */
export function serveFiles(files: Record<string, Uint8Array>): RequestListener {
  return (request, response) => {
    const bytes = files[decodeURIComponent(request.url ?? '')]
    if (!bytes) return void response.writeHead(404).end()
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    if (!range) {
      response.writeHead(200, { 'content-length': bytes.length })
      return void response.end(request.method === 'HEAD' ? undefined : bytes)
    }
    const start = Number(range[1])
    if (start >= bytes.length) return void response.writeHead(416).end()
    const part = bytes.subarray(start, Number(range[2]) + 1)
    response.writeHead(206, { 'content-length': part.length }).end(part)
  }
}
