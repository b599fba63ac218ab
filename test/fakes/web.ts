// A company's website on loopback: pages by path, and a list of what was asked.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type FakePage = string | { status?: number; headers?: Record<string, string>; body?: string } | 'hang'

export interface FakeWeb {
  url: string
  /** For SSRF_ALLOW. */
  host: string
  /** Replaces all pages. '/robots.txt' is missing unless given. */
  serve(pages: Record<string, FakePage>): void
  asked: string[]
  /** The most requests that were open at the same time. */
  mostAtOnce(): number
  stop(): Promise<void>
}

export async function fakeWeb(first: Record<string, FakePage> = {}): Promise<FakeWeb> {
  let pages = first, open = 0, most = 0
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    most = Math.max(most, ++open)
    response.on('close', () => { open-- })
    const page = pages[path]
    if (page === 'hang') return
    if (page === undefined) return void response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>')
    const { status = 200, headers = {}, body = '' } = typeof page === 'string' ? { body: page } : page
    response.writeHead(status, { 'content-type': path.endsWith('.txt') ? 'text/plain' : 'text/html; charset=utf-8', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`, host, asked,
    serve: (next) => { pages = next; asked.length = 0; most = 0 },
    mostAtOnce: () => most,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
}
