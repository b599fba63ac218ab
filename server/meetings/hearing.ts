// Calendly calls: whose address is it, is it signed, is it new? Then what it says is written down, whatever the order in which it comes.
import { createHash } from 'node:crypto'
import { findLead, findLeadByAnyAddress, lockLead } from '#leads'
import type { Tx } from '#platform/db'
import type { Ground } from '#platform/world'
import { change, enter } from './booking.ts'
import { CalendlyHook, leadIn, placeOf, type Invitee } from './calendly-payload.ts'
import { hashOf, place } from './calendly.ts'
import type { NewMeeting } from './meeting.ts'
import { checkSignature } from './signature.ts'
import { hearOnce, linkOf, lockMeeting, markHeard, meetingOfSource } from './store.ts'
import { findWorkspace } from '#accounts'
import { IANAZone } from 'luxon'

export interface Heard { status: number; code: string; sentence: string }
const fine: Heard = { status: 200, code: 'ok', sentence: 'Heard.' }

export async function hearCalendly(ground: Ground, secret: string, header: string | undefined, body: string): Promise<Heard> {
  const [found] = await ground.sweep<{ workspace_id: string; user_id: string }>('select workspace_id, user_id from booking_link_of($1)', [hashOf(secret)])
  const nobody: Heard = { status: 404, code: 'not_found', sentence: 'There is nothing at this address.' }
  if (!found) return nobody
  const { workspace_id: workspaceId, user_id: userId } = found
  const world = ground.world(workspaceId, { kind: 'system', name: 'calendly' })
  const link = await world.read((tx) => linkOf(tx, userId))
  if (!link?.signingKey) return nobody
  const verdict = checkSignature(header, body, await world.secrets.open(workspaceId, place.signing, userId, link.signingKey), ground.clock.now())
  if (!verdict.ok) return { status: 401, code: verdict.code, sentence: verdict.sentence }
  const read = (() => { try { return CalendlyHook.safeParse(JSON.parse(body)) } catch { return undefined } })()
  // What we do not know is heard and left: Calendly would call again and again.
  if (!read?.success) return { status: 200, code: 'not_ours', sentence: 'Heard; it is about nothing that is kept here.' }
  const hook = read.data
  return world.write(async (tx) => {
    if (!(await hearOnce(tx, createHash('sha256').update(`${header}\n${body}`).digest()))) return { status: 200, code: 'heard_before', sentence: 'This was heard before.' }
    await markHeard(tx, userId)
    switch (hook.event) {
      case 'invitee.created': await booked(tx, userId, hook.payload); break
      case 'invitee.canceled': await cancelled(tx, userId, hook.payload); break
      case 'invitee_no_show.created': await settled(tx, hook.payload.invitee, 'no_show'); break
      case 'invitee_no_show.deleted': await settled(tx, hook.payload.invitee, 'held'); break
    }
    return fine
  })
}

async function booked(tx: Tx, userId: string, invitee: Invitee): Promise<void> {
  await enter(tx, await meetingOf(tx, userId, invitee, 'booked'))
}

/** It may be heard before the booking itself. Moved to another time: that comes as a booking of its own. */
async function cancelled(tx: Tx, userId: string, invitee: Invitee): Promise<void> {
  const seen = await meetingOfSource(tx, 'calendly', invitee.uri)
  const reason = invitee.cancellation?.reason || null
  if (!seen) {
    const meeting = await meetingOf(tx, userId, invitee, 'cancelled')
    const id = await enter(tx, { ...meeting, reason })
    const fresh = id ? await lockMeeting(tx, id) : undefined
    if (fresh && !invitee.rescheduled) await change(tx, { ...fresh, status: 'booked' }, 'cancelled', reason)
    return
  }
  if (seen.status === 'cancelled') return
  if (seen.leadId) await lockLead(tx, seen.leadId)
  await change(tx, seen, 'cancelled', reason, invitee.rescheduled)
}

async function settled(tx: Tx, inviteeUri: string, status: 'no_show' | 'held'): Promise<void> {
  const seen = await meetingOfSource(tx, 'calendly', inviteeUri)
  if (!seen || seen.status === status || seen.status === 'cancelled') return
  if (status === 'held' && seen.status !== 'no_show') return
  await change(tx, seen, status, null)
}

/** Whose it is: the lead our own link named, if it is still there, else whoever has the address. Held, for a booking stops campaigns. */
async function meetingOf(tx: Tx, userId: string, invitee: Invitee, status: 'booked' | 'cancelled'): Promise<NewMeeting> {
  const named = leadIn(invitee), byLink = named ? await findLead(tx, named) : undefined
  const found = byLink && !byLink.deletedAt ? byLink : await findLeadByAnyAddress(tx, invitee.email)
  const lead = found ? await lockLead(tx, found.id) : undefined
  const { timeZone } = await findWorkspace(tx)
  const zone = invitee.timezone && IANAZone.isValidZone(invitee.timezone) ? invitee.timezone : timeZone
  const startAt = new Date(invitee.scheduled_event.start_time), endAt = new Date(invitee.scheduled_event.end_time)
  return {
    title: invitee.scheduled_event.name || 'A meeting', startAt, endAt: endAt > startAt ? endAt : new Date(startAt.getTime() + 30 * 60_000), timeZone: zone, place: placeOf(invitee), notes: '', status, reason: null,
    leadId: lead?.id ?? null, companyId: lead?.companyId ?? null, dealId: null, ownerId: userId, bookedName: invitee.name || null, bookedEmail: invitee.email, source: 'calendly', externalId: invitee.uri, createdBy: null,
  }
}
