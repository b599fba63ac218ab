// Calendly on the wire, as far as Overture speaks to it: who am I, subscribe, unsubscribe; and its calls, signed as it signs them.
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FakeCalendly {
  url: string
  /** For SSRF_ALLOW. */
  host: string
  /** Subscriptions as they were asked for. */
  subscriptions: { uri: string; url: string; events: string[]; signing_key: string; scope: string; user: string; organization: string }[]
  /** Answers every call with this instead. */
  trouble: { status: number; body: object } | null
  /** What it would send: body and header. `at`: when it is signed. */
  sign(body: string, at: Date, key?: string): string
  stop(): Promise<void>
}

export const token = 'eyJraWQiOiI-fake-personal-access-token'

export async function fakeCalendly(): Promise<FakeCalendly> {
  const fake: FakeCalendly = {
    url: '', host: '', subscriptions: [], trouble: null,
    sign(body, at, key = fake.subscriptions.at(-1)!.signing_key) {
      const t = Math.floor(at.getTime() / 1000)
      return `t=${t},v1=${createHmac('sha256', key).update(`${t}.${body}`).digest('hex')}`
    },
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const say = (status: number, body?: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body))
      if (fake.trouble) return say(fake.trouble.status, fake.trouble.body)
      if (request.headers.authorization !== `Bearer ${token}`) return say(401, { title: 'Unauthenticated', message: 'The access token is invalid' })
      if (request.method === 'GET' && request.url === '/users/me')
        return say(200, { resource: { uri: `${fake.url}/users/SAM`, name: 'Sam Carter', slug: 'sam-carter', email: 'sam@acme-sales.example', scheduling_url: 'https://calendly.com/sam-carter', timezone: 'Europe/Berlin', current_organization: `${fake.url}/organizations/ACME` } })
      if (request.method === 'POST' && request.url === '/webhook_subscriptions') {
        const asked = JSON.parse(Buffer.concat(chunks).toString()) as Omit<FakeCalendly['subscriptions'][number], 'uri'>
        if (!/^https?:\/\//.test(asked.url)) return say(400, { title: 'Invalid Argument', message: 'The supplied parameters are invalid.', details: [{ parameter: 'url', message: 'must be a valid URL' }] })
        const uri = `${fake.url}/webhook_subscriptions/${randomUUID()}`
        fake.subscriptions.push({ ...asked, uri })
        return say(201, { resource: { ...asked, uri, state: 'active', signing_key: undefined } })
      }
      if (request.method === 'DELETE' && request.url?.startsWith('/webhook_subscriptions/')) {
        fake.subscriptions = fake.subscriptions.filter((s) => !s.uri.endsWith(request.url!))
        return say(204)
      }
      return say(404, { title: 'Resource Not Found', message: 'The server could not find the requested resource.' })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  fake.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  fake.url = `http://${fake.host}`
  return fake
}

/** The body of a call, with the fields that Calendly sends. */
export function told(event: 'invitee.created' | 'invitee.canceled', invitee: { id: string; name: string; email: string; start: string; end: string; title?: string; leadId?: string; reason?: string; rescheduled?: boolean; oldId?: string; zone?: string }): string {
  const uri = `https://api.calendly.com/scheduled_events/E-${invitee.id}/invitees/${invitee.id}`
  return JSON.stringify({
    event, created_at: '2026-11-27T09:00:00.000000Z', created_by: 'https://api.calendly.com/users/SAM',
    payload: {
      uri, email: invitee.email, name: invitee.name, first_name: null, last_name: null, status: event === 'invitee.created' ? 'active' : 'canceled', timezone: invitee.zone ?? 'Europe/Lisbon', rescheduled: invitee.rescheduled ?? false,
      old_invitee: invitee.oldId ? `https://api.calendly.com/scheduled_events/E-${invitee.oldId}/invitees/${invitee.oldId}` : null, new_invitee: null, no_show: null, payment: null, questions_and_answers: [{ question: 'What is it about?', answer: 'Pricing; and a pilot', position: 0 }],
      ...(event === 'invitee.canceled' && { cancellation: { canceled_by: invitee.name, reason: invitee.reason ?? '', canceler_type: 'invitee', created_at: '2026-11-27T09:00:00.000000Z' } }),
      tracking: { utm_campaign: null, utm_source: invitee.leadId ? 'overture' : null, utm_medium: null, utm_content: invitee.leadId ?? null, utm_term: null, salesforce_uuid: null },
      scheduled_event: { uri: `https://api.calendly.com/scheduled_events/E-${invitee.id}`, name: invitee.title ?? 'A first talk', status: 'active', start_time: invitee.start, end_time: invitee.end, event_type: 'https://api.calendly.com/event_types/T', location: { type: 'zoom', status: 'pushed', join_url: 'https://zoom.example/j/1?pwd=a,b;c' }, invitees_counter: { total: 1, active: 1, limit: 1 }, event_memberships: [], event_guests: [] },
    },
  })
}

export const missed = (id: string, event: 'invitee_no_show.created' | 'invitee_no_show.deleted' = 'invitee_no_show.created'): string =>
  JSON.stringify({ event, created_at: '2026-11-27T09:00:00.000000Z', payload: { uri: `https://api.calendly.com/invitee_no_shows/N-${id}`, invitee: `https://api.calendly.com/scheduled_events/E-${id}/invitees/${id}`, created_at: '2026-11-27T09:00:00.000000Z' } })
