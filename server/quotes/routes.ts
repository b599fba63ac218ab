import * as say from '#contract/quotes'
import { attachment } from '#platform/csv'
import { rawRoute, route, routeOut } from '#platform/route'
import { changeSettings, makeQuote, paperOf, quotesFor, settings } from './quoting.ts'

export const routes = [
  route(say.quoteSettings, ({ tx }) => settings(tx)),
  route(say.saveQuoteSettings, ({ tx, body }) => changeSettings(tx, body)),
  route(say.listQuotes, async ({ tx, params }) => ({ items: await quotesFor(tx, params.id) })),
  routeOut(say.makeQuote, ({ world, params, body }) => makeQuote(world, params.id, body)),
  rawRoute(say.readQuote, async ({ world, params, reply }) => {
    const { name, bytes } = await paperOf(world, params.id)
    return reply.type('application/pdf').header('content-disposition', attachment(name)).header('x-content-type-options', 'nosniff').header('content-security-policy', "sandbox; default-src 'none'").header('cache-control', 'private, no-store').send(bytes)
  }),
]
