// Sets up a fresh installation with an owner, a practice mailbox and sample data, through the API like anybody else.
import { setTimeout as sleep } from 'node:timers/promises'

const person = { name: 'Sam Carter', email: 'sam@demo.example', password: 'quiet green boats at noon' }

export async function setUpDemo() {
  const base = `http://127.0.0.1:${process.env.PORT ?? 3000}`
  const call = async (method, path, body, cookie) => {
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) }, ...(body && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`)
    return { json: text ? JSON.parse(text) : undefined, cookie: answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ') }
  }
  for (let tries = 0; ; tries++) {
    try { await fetch(`${base}/readyz`); break } catch (error) { if (tries > 300) throw error; await sleep(200) }
  }
  const { json } = await call('GET', '/setup')
  if (json.needed) {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
    const { cookie } = await call('POST', '/setup', { ...person, token: process.env.SETUP_TOKEN, workspace: 'Demo workspace', timeZone })
    await call('POST', '/practice/sample', {}, cookie)
  }
  console.log(`The demo holds sample data and sends nothing outside.\n\n  ${base}\n  ${person.email}\n  ${person.password}\n`)
}
