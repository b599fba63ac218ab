// R11: what a server shows for TLS is expired, for another host, signed by nobody, missing or withdrawn. No password may be
// said to it, in the clear or otherwise, no mail may go to it, and the mailbox says in a sentence why.
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue } from '#sending'
import { expired, selfSigned, wrongHost } from '#test/fakes/bad-certificates'
import { certificate } from '#test/fakes/certificate'
import { fakeSmtp, type FakeSmtpOptions } from '#test/fakes/smtp'
import { house } from '#test/house'
import { verdict, type Scenario } from '../scenario.ts'

const password = 'the-secret-of-sam'
const modes: [name: string, security: 'starttls' | 'tls', server: FakeSmtpOptions][] = [
  ['expired', 'starttls', { security: 'starttls', identity: expired }],
  ['wrong host', 'starttls', { security: 'starttls', identity: wrongHost }],
  ['self-signed', 'starttls', { security: 'starttls', identity: selfSigned }],
  ['self-signed, TLS from the start', 'tls', { security: 'tls', identity: selfSigned }],
  ['STARTTLS stripped', 'starttls', { security: 'none' }],
  ['STARTTLS refused', 'starttls', { security: 'refused' }],
  ['plain text where TLS is set', 'tls', { security: 'none' }],
  ['good', 'starttls', { security: 'starttls' }],
]

export const scenario: Scenario = {
  id: 'R11', name: 'tls', tiers: ['ci', 'nightly'], about: 'a server whose TLS is not in order never hears a password, and the mailbox says why',
  async run({ say }) {
    // All but the self-signed one are trusted: only what is wrong with them is wrong.
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate, expired.certificate, wrongHost.certificate])
    const h = await house({ now: '2026-11-23T09:00:00Z' })
    const missed: string[] = []
    let credentials = 0, refused = 0, told = 0
    for (const [name, security, options] of modes) {
      const server = await fakeSmtp({ ...options, login: { user: 'sam@acme-sales.example', password } })
      h.ground.config.SSRF_ALLOW.push(`localhost:${server.port}`)
      const { leadId, mailboxId } = await h.world.write(async (tx) => {
        const { id: mailboxId } = await tx.one<{ id: string }>(sql`
          insert into mailboxes (workspace_id, kind, address, from_name, smtp, daily_limit, gap_min_s, gap_max_s, next_send_at)
          values (${tx.workspaceId}, 'smtp', ${`sam+${server.port}@acme-sales.example`}, 'Sam', ${JSON.stringify({ host: 'localhost', port: server.port, security, user: 'sam@acme-sales.example' })}, 1000, 0, 0, ${tx.now}) returning id`)
        const sealed = await h.ground.secrets.seal(h.world.workspaceId, 'mailboxes.secret', mailboxId, JSON.stringify({ smtpPassword: password, imapPassword: password }))
        await tx.run(sql`update mailboxes set secret = ${sealed} where id = ${mailboxId}`)
        const { id: leadId } = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, ${`dana${server.port}@acme.example`}, 'Dana') returning id`)
        await planMessage(tx, { leadId, mailboxId, subject: 'Hello', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' })
        return { leadId, mailboxId }
      })
      await sendWhatIsDue(h.ground)
      await sleep(20)
      const [mail] = await h.world.read((tx) => tx.many<{ state: string; reason: string | null }>(sql`select state, coalesce(reason, smtp_reply) as reason from messages where lead_id = ${leadId}`))
      const [box] = await h.world.read((tx) => tx.many<{ status: string; status_reason: string | null }>(sql`select status, status_reason from mailboxes where id = ${mailboxId}`))
      const clear = server.heardInTheClear.join('')
      const secrets = [password, Buffer.from(password).toString('base64'), Buffer.from(`\0sam@acme-sales.example\0${password}`).toString('base64'), 'AUTH '].filter((secret) => clear.includes(secret)).length
      // Nor to a server that could not show who it is, encrypted or not.
      const asked = server.commands.some((line) => /^AUTH/i.test(line))
      say(`${name}: ${mail!.state}; mailbox ${box!.status}${box!.status_reason ? `: ${box!.status_reason}` : ''}`)
      if (name === 'good') {
        if (mail!.state !== 'accepted' || !asked || secrets) missed.push(`the good server: ${mail!.state} (${mail!.reason})`)
      } else {
        if (secrets || asked) { credentials++; missed.push(`${name}: a password was said`) }
        if (server.taken.length || mail!.state === 'accepted') missed.push(`${name}: a mail went to it`)
        else refused++
        if (box!.status_reason ?? mail!.reason) told++
        else missed.push(`${name}: nobody is told why`)
      }
      await server.stop()
    }
    await h.stop()
    return verdict({ modes: modes.length - 1, credentials, refused, told }, missed.map((sentence) => [false, sentence] as const))
  },
}
