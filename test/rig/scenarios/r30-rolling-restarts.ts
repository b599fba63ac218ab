// R30: servers and workers are asked to stop (SIGTERM) and started again, one after another, while mails are sent and pages
// asked for through a small proxy that goes to whichever server is up. Nobody gets an error, nothing is left in doubt.
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R30', name: 'rolling-restarts', tiers: ['nightly'], mostMinutes: 12, about: 'restarted one after another under load: nothing in doubt, no 5xx at the proxy, each has stopped within 35 seconds',
  async run({ tier, seed, n: restarts = tier === 'ci' ? 3 : 50, say }) {
    const mails = restarts * 20, site = await openSite({ seed, env: {} })
    const people = crew(['web', 'web', 'worker', 'worker'], site.env)
    const proxy = frontDoor(() => people.addresses())
    await new Promise<void>((resolve) => { proxy.server.listen(0, '127.0.0.1', resolve) })
    const base = `http://127.0.0.1:${(proxy.server.address() as net.AddressInfo).port}`
    try {
      await people.start()
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, names: () => 'lead' })
      await scene.plan(mails, 4, restarts * 3000)
      let asked = 0, errors = 0, over = false
      const visitor = async () => {
        while (!over) {
          const began = Date.now(), answer = await fetch(`${base}/api/v1/setup`, { signal: AbortSignal.timeout(20_000) }).then((r) => r.status, (error: Error) => error.cause ?? error)
          asked++
          if (typeof answer !== 'number' || answer >= 500) { errors++; say(`After ${Date.now() - began} ms: ${String(answer)}`) }
          await sleep(50)
        }
      }
      const visitors = [visitor(), visitor()]
      const stops: number[] = [], codes: (number | null)[] = []
      for (let i = 0; i < restarts; i++) {
        const which = i % 4
        if (which < 2) proxy.leave(people.addresses()[which]!)
        const { code, seconds } = await people.restart(which)
        proxy.back()
        stops.push(seconds)
        codes.push(code)
      }
      await untilQuiet(scene, { mails, mostMs: 120_000, say })
      over = true
      await Promise.all(visitors)
      await people.stop()
      const judged = judge(await scene.rows(), site.world.ledger()), slowest = Math.max(...stops)
      say(`The slowest to stop took ${slowest.toFixed(1)} s.`)
      await scene.close()
      return verdict({ restarts, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, unconfirmed: judged.unconfirmed, requests: asked, errors_5xx: errors, slowest_exit_s: Math.round(slowest * 10) / 10 }, [
        [judged.accepted === mails, `${judged.accepted} of ${mails} accepted`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed`],
        [errors === 0, `${errors} of ${asked} requests got an error`], [slowest <= 35, `the slowest took ${slowest.toFixed(1)} s to stop`], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
        [people.fallen.length === 0, people.fallen.join('; ')],
      ])
    } finally {
      await people.stop()
      proxy.server.closeAllConnections()
      proxy.server.close()
      await site.close()
    }
  },
}

/** What stands before the servers in production: it sends nobody to one that is about to stop, and asks another when one is gone. */
function frontDoor(addresses: () => string[]) {
  let leaving: string | undefined, turn = 0
  const server = http.createServer((request, response) => {
    const tryNext = (left: string[]) => {
      const to = left[turn++ % Math.max(1, left.length)]
      if (!to) return void response.writeHead(503).end()
      const onward = http.request(`${to}${request.url}`, { method: request.method, headers: { ...request.headers, connection: 'close' } }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => { if (response.headersSent) response.destroy(); else tryNext(left.filter((one) => one !== to)) })
      onward.end()
    }
    const up = addresses()
    tryNext(up.filter((one) => one !== leaving))
  })
  return { server, leave: (address: string) => { leaving = address }, back: () => { leaving = undefined } }
}
