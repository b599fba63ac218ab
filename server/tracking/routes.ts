import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  changeTrackingSettings, checkTrackingDomains, clickLink, hitsOfMessage, openPixel, setTrackingDomain, trackingDomains, trackingNoise, trackingSettings, unsubscribe, unsubscribePage,
} from '#contract/tracking'
import { rawRoute, route, routeOut } from '#platform/route'
import type { Ground } from '#platform/world'
import { readWish, type Wish } from './form.ts'
import { comeBack, findLeaver, hasLeft, leave, type Found } from './leaving.ts'
import { leavingPage, nowherePage, pageHeaders } from './page.ts'
import { pixel } from './pixel.ts'
import { createRecorder, recordClick, type Recorder } from './recording.ts'
import { refusesForger } from './forgers.ts'
import { hitsOf } from './store.ts'
import { readToken } from './token.ts'
import { changeSettings, checkDomains, listDomains, noiseOf, setDomain } from './settings.ts'
import { settingsOf } from './settings-store.ts'

const pixelHeaders = { 'content-type': 'image/gif', 'content-length': pixel.length, 'cache-control': 'no-store', 'cross-origin-resource-policy': 'cross-origin' }

const recorders = new WeakMap<Ground, Recorder>()
const recorderOf = (ground: Ground): Recorder => {
  let one = recorders.get(ground)
  if (!one) recorders.set(ground, (one = createRecorder(ground)))
  return one
}

const visitOf = (request: FastifyRequest, messageId: string, at: Date) => ({
  messageId, at, method: request.method, userAgent: request.headers['user-agent'], ip: request.ip,
  purpose: ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => request.headers[name]).filter(Boolean).join(' '),
})

const show = (reply: FastifyReply, status: number, html: string) => reply.code(status).headers(pageHeaders).send(html)

export const routes = [
  // The same picture whatever the token: who asks learns nothing, and a mail never shows a broken image.
  rawRoute(openPixel, async ({ ground, params, request, reply }) => {
    const token = readToken(ground.secrets, params.token)
    if (token?.linkNo === 0)
      await recorderOf(ground).open(visitOf(request, token.messageId, ground.clock.now())).catch((error: unknown) => ground.log.warn({ err: error }, 'An open could not be written down.'))
    else if (await refusesForger(ground, request, reply)) return reply
    return reply.headers(pixelHeaders).send(pixel)
  }),

  rawRoute(clickLink, async ({ ground, params, request, reply }) => {
    const token = readToken(ground.secrets, params.token)
    if (!token && (await refusesForger(ground, request, reply))) return reply
    const url = token && (await recordClick(ground, token.linkNo, visitOf(request, token.messageId, ground.clock.now())))
    // The trap leads nowhere, and says so as any other wrong link does: a scanner learns nothing.
    if (!url) return show(reply, 404, nowherePage(request.headers['accept-language']))
    return reply.header('cache-control', 'no-store').redirect(url, 302)
  }),

  rawRoute(unsubscribePage, async ({ ground, params, request, reply }) => {
    const found = await findLeaver(ground, params.token)
    if (!found && (await refusesForger(ground, request, reply))) return reply
    return show(reply, 200, page(found && hasLeft(found.leaver) ? 'done' : 'ask', found?.leaver, request))
  }),

  rawRoute(unsubscribe, async ({ ground, params, request, reply }) => {
    const found = await findLeaver(ground, params.token)
    if (!found && (await refusesForger(ground, request, reply))) return reply
    const wish = await readWish(request)
    if (!wish) return show(reply, 400, page(found && hasLeft(found.leaver) ? 'done' : 'ask', found?.leaver, request))
    if (found && !(await carryOut(ground, found, wish, request.headers['user-agent']))) {
      reply.header('retry-after', '120')
      return show(reply, 503, page('later', found.leaver, request))
    }
    return show(reply, 200, page(wish === 'undo' ? 'undone' : 'done', found?.leaver, request))
  }),

  route(hitsOfMessage, async ({ tx, params }) => ({
    items: (await hitsOf(tx, params.id)).map((hit) => ({ id: hit.id, messageId: hit.message_id, kind: hit.kind, at: hit.at.toISOString(), url: hit.url, machine: hit.machine, signal: hit.signal, why: hit.why })),
  })),

  route(trackingSettings, ({ tx }) => settingsOf(tx)),
  route(changeTrackingSettings, ({ tx, body }) => changeSettings(tx, body)),
  route(trackingDomains, ({ tx, ground }) => listDomains(tx, ground.config.baseUrl)),
  route(setTrackingDomain, async ({ tx, body, ground }) => { await setDomain(tx, body.domain, body.host); return listDomains(tx, ground.config.baseUrl) }),
  routeOut(checkTrackingDomains, async ({ world, ground }) => { await checkDomains(world, ground.config.baseUrl); return world.read((tx) => listDomains(tx, ground.config.baseUrl)) }),
  route(trackingNoise, ({ tx, query }) => noiseOf(tx, query)),
]

/** False when nothing can be stored (the disk is full, the database away): then the page says what to do instead. */
async function carryOut(ground: Ground, { workspaceId, leaver }: Found, wish: Wish, userAgent: string | undefined): Promise<boolean> {
  try {
    const world = ground.world(workspaceId, { kind: 'system', name: 'the recipient' })
    await world.write((tx) => (wish === 'undo' ? comeBack(tx, leaver) : leave(tx, leaver, wish === 'one_click' ? 'one_click' : 'page', userAgent)))
    return true
  } catch (error) {
    ground.log.error({ err: error, messageId: leaver.message_id }, 'An opt-out could not be stored; its sender was told to press again or to answer.')
    return false
  }
}

const page = (state: 'ask' | 'done' | 'undone' | 'later', leaver: { workspace: string; address: string; language: string | null } | undefined, request: FastifyRequest) =>
  leavingPage({ state, who: leaver?.workspace, address: leaver?.address, language: leaver?.language, acceptLanguage: request.headers['accept-language'] })
