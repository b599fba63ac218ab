// A form, its public address and its key. Both carry the workspace and the form, so that whoever knocks is led to the right
// door without looking across workspaces; the key also carries a secret, of which only the hash is kept.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FormField } from '#contract/forms'

export interface Form {
  id: string; name: string; title: string; intro: string; thanks: string; consent: string; fields: FormField[]; listId: string | null; tags: string[]; ownerId: string | null; active: boolean
  keyHash: string | null; createdAt: Date; submissions: number; rejected: number
}
export interface Place { workspaceId: string; formId: string }

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')
const idOf = (bytes: Buffer): string => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

export const publicKey = ({ workspaceId, formId }: Place): string => Buffer.concat([bytesOf(workspaceId), bytesOf(formId)]).toString('base64url')
export function placeOf(key: string): Place | undefined {
  const bytes = /^[\w-]{43}$/.test(key) ? Buffer.from(key, 'base64url') : undefined
  return bytes?.length === 32 ? { workspaceId: idOf(bytes.subarray(0, 16)), formId: idOf(bytes.subarray(16)) } : undefined
}

export function newSecretKey(place: Place): { key: string; hash: string } {
  const secret = randomBytes(24)
  return { key: `ovf_${publicKey(place)}_${secret.toString('base64url')}`, hash: hashOf(secret) }
}
export function secretIn(key: string): { place: Place; hash: string } | undefined {
  const found = /^ovf_([\w-]{43})_([\w-]{32})$/.exec(key.trim())
  const place = found && placeOf(found[1]!)
  return place ? { place, hash: hashOf(Buffer.from(found[2]!, 'base64url')) } : undefined
}
export const sameHash = (a: string, b: string | null): boolean => b !== null && a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
const hashOf = (secret: Buffer): string => createHash('sha256').update(secret).digest('hex')

/** What came by itself with a link of ours: utm_source and its like. */
export function utmIn(payload: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'].flatMap((name) => { const v = payload[name]; return typeof v === 'string' && v.trim() ? [[name, v.trim().slice(0, 200)]] : [] }))
}
