import * as say from '#contract/meetings'
import { done } from '#contract/contract'
import { takeToken } from '#platform/rate-limit'
import { rawRoute, route, routeOut } from '#platform/route'
import { bookMeeting, deleteMeeting, editMeeting, settleMeeting } from './booking.ts'
import { connectCalendly, disconnectCalendly } from './calendly.ts'
import { makeFeed, readFeed, removeFeed, showFeed } from './feeding.ts'
import { hearCalendly } from './hearing.ts'
import { linkForLead, listMeetings, setLink, showLink, showMeeting } from './listing.ts'

export const routes = [
  route(say.listMeetings, ({ tx, user, query: { owner, unmatched, ...query } }) => listMeetings(tx, { ...query, owner: owner === 'me' ? user.id : null, unmatched: unmatched === 'true' })),
  route(say.bookingLink, ({ tx, user }) => showLink(tx, user.id)),
  route(say.setBookingLink, ({ tx, user, body }) => setLink(tx, user.id, body.url)),
  routeOut(say.connectCalendly, async ({ world, user, body }) => { await connectCalendly(world, user.id, body.token); return world.read((tx) => showLink(tx, user.id)) }),
  routeOut(say.disconnectCalendly, async ({ world, user }) => { await disconnectCalendly(world, user.id); return world.read((tx) => showLink(tx, user.id)) }),
  route(say.linkForLead, ({ tx, user, params }) => linkForLead(tx, user.id, params.id)),
  route(say.getMeeting, ({ tx, params }) => showMeeting(tx, params.id)),
  route(say.bookMeeting, async ({ tx, body }) => showMeeting(tx, await bookMeeting(tx, body))),
  route(say.updateMeeting, async ({ tx, params, body }) => { await editMeeting(tx, params.id, body); return showMeeting(tx, params.id) }),
  route(say.settleMeeting, async ({ tx, params, body }) => { await settleMeeting(tx, params.id, body.status, body.note); return showMeeting(tx, params.id) }),
  route(say.deleteMeeting, async ({ tx, params }) => { await deleteMeeting(tx, params.id); return done }),

  rawRoute(say.calendlyHook, async ({ ground, params, request, reply }) => {
    if (await takeToken(ground.db, `hooks:${request.ip}`, 240, 60)) return reply.code(429).header('retry-after', 30).send({ code: 'too_many_requests' })
    const header = request.headers['calendly-webhook-signature']
    const { status, code, sentence } = await hearCalendly(ground, params.token, typeof header === 'string' ? header : undefined, request.bodyText ?? '')
    return reply.code(status).header('cache-control', 'no-store').send({ code, message: sentence })
  }),

  routeOut(say.calendarFeed, ({ world, user }) => showFeed(world, user.id)),
  routeOut(say.makeCalendarFeed, ({ world, user }) => makeFeed(world, user.id)),
  routeOut(say.dropCalendarFeed, ({ world, user }) => removeFeed(world, user.id)),
  rawRoute(say.readCalendar, async ({ ground, params, request, reply }) => {
    const headers = { 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' }
    if (await takeToken(ground.db, `calendar:${request.ip}`, 120, 60)) return reply.code(429).headers(headers).header('retry-after', 30).type('text/plain').send('Too many requests.')
    const text = await readFeed(ground, params.token)
    if (text === undefined) return reply.code(404).headers(headers).type('text/plain').send('There is no calendar at this address.')
    return reply.headers(headers).header('content-disposition', 'inline; filename="overture.ics"').type('text/calendar; charset=utf-8').send(text)
  }),
]
