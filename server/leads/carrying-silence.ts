// Silence goes with the person, not with the address: whoever asked under one address not to be written to is not written to under
// the other, whether two leads turned out to be one or somebody typed another address. A bounce speaks of its address only.
import type { Tx } from '#platform/db'
import { dropCarried, personalEntries } from './merge-store.ts'
import { suppress } from './suppressing.ts'

const gravest = ['complained', 'opted_out', 'manual', 'customer', 'competitor']

/** `value`: what the gravest entry against them says. The caller holds the lead, which has the address already. */
export async function carrySilence(tx: Tx, addresses: string[], email: string, leadId: string, by: 'merge' | 'edit'): Promise<{ value: string; added: boolean } | null> {
  const [entry] = (await personalEntries(tx, addresses)).filter((e) => e.reason !== 'bounced').toSorted((a, b) => gravest.indexOf(a.reason) - gravest.indexOf(b.reason))
  if (!entry) return null
  const { added } = await suppress(tx, { kind: 'address', value: email, reason: entry.reason, source: by, note: by === 'edit' ? 'Came along when the lead’s address was changed.' : null, leadId })
  return { value: entry.kind === 'address' ? entry.value : email, added }
}

/** A change of the address was taken back: where the silence had only come along to may be a stranger's, and is free again. Whoever has asked there since stays silent there. */
export const takeSilenceBack = (tx: Tx, address: string): Promise<number> => dropCarried(tx, address, 'edit')
