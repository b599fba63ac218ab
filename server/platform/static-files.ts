// The built web app: hashed files for ever, index.html with a fresh nonce for each answer.
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contentPolicy, freshNonce } from './security-headers.ts'

const folder = fileURLToPath(new URL('../../dist/web/', import.meta.url))

export async function serveWebApp(app: FastifyInstance): Promise<void> {
  if (existsSync(folder)) await app.register(fastifyStatic, { root: folder, index: false, setHeaders: (reply, path) => {
    void reply.header('cache-control', /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
  } })
  // The static plugin answers a folder with 403 and index.html without its nonce: these two are ours.
  app.get('/', (_request, reply) => sendPage(reply))
  app.get('/index.html', (_request, reply) => sendPage(reply))
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && !/^\/(api|t|u)\//.test(request.url) && (request.headers.accept ?? '').includes('text/html')
    if (!wantsPage) return reply.code(404).send({ error: { code: 'not_found', message: 'There is nothing at this address.', requestId: request.id } })
    return sendPage(reply)
  })
}

function sendPage(reply: FastifyReply) {
  const page = indexPage()
  if (!page) return reply.code(503).type('text/plain').send('The web app has not been built. Run: npm start')
  const nonce = freshNonce()
  return reply.header('content-security-policy', contentPolicy(nonce)).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page.replaceAll('__CSP_NONCE__', nonce))
}

// Read anew when it was built anew while we run.
let known: { at: number; text: string } | undefined

function indexPage(): string | undefined {
  const at = statSync(`${folder}index.html`, { throwIfNoEntry: false })?.mtimeMs
  if (at === undefined) return undefined
  if (known?.at !== at) known = { at, text: readFileSync(`${folder}index.html`, 'utf8') }
  return known.text
}
