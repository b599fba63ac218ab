// Sam at the API of a server of the rig: signed in once, then anything.
import { sam } from './mails.ts'

/** Answers with the status of each request; 0 where no answer came. `root`: the path stands below / and not below /api/v1. */
export type Visit = (method: string, path: string, body?: unknown, root?: boolean) => Promise<number>

export async function signIn(base: string, who = sam.email): Promise<Visit> {
  const answer = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin: base }, body: JSON.stringify({ ...sam, email: who }) })
  if (answer.status !== 200) throw new Error(`Sam cannot sign in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
  return (method, path, body, root) => fetch(`${base}${root ? '' : '/api/v1'}${path}`, {
    method, headers: { cookie, origin: base, ...(body !== undefined && { 'content-type': 'application/json' }) }, signal: AbortSignal.timeout(20_000), ...(body !== undefined && { body: JSON.stringify(body) }),
  }).then(async (r) => { await r.arrayBuffer(); return r.status }, () => 0)
}
