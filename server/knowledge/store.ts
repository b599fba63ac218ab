import { sql, type Tx } from '#platform/db'
import type { Offer, OfferWords } from './offer.ts'

const columns = sql`id, name, one_liner as "oneLiner", pains, proofs, links, ask, sender_name as "senderName", sender_role as "senderRole",
  postal_address as "postalAddress", website, is_default as "isDefault", created_at as "createdAt", updated_at as "updatedAt"`

export const findOffer = (tx: Tx, id: string): Promise<Offer | undefined> =>
  tx.maybe<Offer>(sql`select ${columns} from offers where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const defaultOffer = (tx: Tx): Promise<Offer | undefined> =>
  tx.maybe<Offer>(sql`select ${columns} from offers where workspace_id = ${tx.workspaceId} order by is_default desc, created_at, id limit 1`)

export const offersAfter = (tx: Tx, after: string | undefined, most: number): Promise<Offer[]> =>
  tx.many<Offer>(sql`
    select ${columns} from offers where workspace_id = ${tx.workspaceId} ${after ? sql`and id > ${after}::uuid` : sql``} order by id limit ${most}`)

/** The default is one row; who changes it holds them all. */
export const lockOffers = (tx: Tx): Promise<{ id: string }[]> =>
  tx.many<{ id: string }>(sql`select id from offers where workspace_id = ${tx.workspaceId} order by id for update`)

export const insertOffer = (tx: Tx, o: OfferWords, isDefault: boolean): Promise<Offer> =>
  tx.one<Offer>(sql`
    insert into offers (workspace_id, name, one_liner, pains, proofs, links, ask, sender_name, sender_role, postal_address, website, is_default, created_at, updated_at)
    values (${tx.workspaceId}, ${o.name}, ${o.oneLiner}, ${JSON.stringify(o.pains)}::jsonb, ${JSON.stringify(o.proofs)}::jsonb, ${JSON.stringify(o.links)}::jsonb, ${o.ask},
            ${o.senderName}, ${o.senderRole}, ${o.postalAddress}, ${o.website}, ${isDefault}, ${tx.now}, ${tx.now})
    returning ${columns}`)

export const rewriteOffer = (tx: Tx, id: string, o: OfferWords): Promise<Offer> =>
  tx.one<Offer>(sql`
    update offers set name = ${o.name}, one_liner = ${o.oneLiner}, pains = ${JSON.stringify(o.pains)}::jsonb, proofs = ${JSON.stringify(o.proofs)}::jsonb, links = ${JSON.stringify(o.links)}::jsonb,
           ask = ${o.ask}, sender_name = ${o.senderName}, sender_role = ${o.senderRole}, postal_address = ${o.postalAddress}, website = ${o.website}, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id} returning ${columns}`)

export const makeDefault = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update offers set is_default = (id = ${id}) where workspace_id = ${tx.workspaceId} and is_default <> (id = ${id})`)

export const removeOffer = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from offers where workspace_id = ${tx.workspaceId} and id = ${id}`)
