// Where our mails lie, as far as anybody can know: a mail from one of our mailboxes to another of ours is found in its inbox or in
// its junk. Of everybody else's letterbox nothing is known, and nothing is guessed from opens or answers.
import type { Output, Parsed } from '#contract/contract'
import type { placement, RecipientProvider } from '#contract/analytics'
import { hostOfMailbox, mailboxesByIds } from '#mailboxes'
import type { Tx } from '#platform/db'
import { foundByOurs } from './placement-store.ts'

export async function placementOf(tx: Tx, query: Parsed<typeof placement>['query']): Promise<Output<typeof placement>> {
  const since = new Date(tx.now.getTime() - query.days * 86_400_000)
  const rows = await foundByOurs(tx, { mailboxId: query.mailboxId, domain: query.domain, since })
  const hosts = new Map((await mailboxesByIds(tx, rows.map((r) => r.mailboxId))).map((m) => [m.id, hostOfMailbox(m)]))
  const sum = (some: typeof rows) => ({ inbox: some.reduce((n, r) => n + r.inbox, 0), junk: some.reduce((n, r) => n + r.junk, 0) })
  const found = sum(rows), all = found.inbox + found.junk
  return {
    found,
    providers: [...Map.groupBy(rows, (r): RecipientProvider => hosts.get(r.mailboxId) ?? 'unknown')].map(([provider, some]) => ({ provider, ...sum(some) })).sort((a, b) => a.provider.localeCompare(b.provider)),
    sentence: all === 0
      ? 'In which folder a mail lies only its owner sees, and none of your own mailboxes was written to from here.'
      : `${found.junk === 0 ? 'None' : found.junk} of ${all} ${all === 1 ? 'mail' : 'mails'} to your own mailboxes lay in junk when first seen. Of everybody else’s it is unknown.`,
  }
}
