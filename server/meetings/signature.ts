// Is this really from Calendly, and from just now? The header says `t=<seconds>,v1=<hex>`: HMAC-SHA256 over "t.body" with the signing
// key that was agreed when the subscription was made. Old words are refused, in case somebody kept them; so are those from the future.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Calendly's advice: three minutes. */
const goodForMs = 3 * 60_000

export type Verdict = { ok: true } | { ok: false; code: 'unsigned' | 'wrong_signature' | 'too_old'; sentence: string }

export function checkSignature(header: string | undefined, body: string, key: string, now: Date): Verdict {
  const parts = new Map((header ?? '').split(',').map((part): [string, string] => { const at = part.indexOf('='); return [part.slice(0, at).trim(), part.slice(at + 1).trim()] }))
  const t = parts.get('t'), v1 = parts.get('v1')
  if (!t || !v1 || !/^\d{9,13}$/.test(t) || !/^[0-9a-f]{64}$/i.test(v1)) return { ok: false, code: 'unsigned', sentence: 'This is not signed as Calendly signs.' }
  const wanted = createHmac('sha256', key).update(`${t}.${body}`).digest()
  if (!timingSafeEqual(wanted, Buffer.from(v1, 'hex'))) return { ok: false, code: 'wrong_signature', sentence: 'The signature does not fit.' }
  if (Math.abs(now.getTime() - Number(t) * 1000) > goodForMs) return { ok: false, code: 'too_old', sentence: 'This was signed too long ago.' }
  return { ok: true }
}
