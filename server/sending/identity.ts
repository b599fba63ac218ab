// Names that a mail carries through the world, made so that nobody but us can make them.
import { timingSafeEqual } from 'node:crypto'

interface Macs {
  mac(purpose: string, data: string): Buffer
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** The Message-ID without brackets. The same send id and generation always give the same one. */
export function messageIdFor(secrets: Macs, sendId: string, generation: number, domain: string): string {
  return `${inBase32(secrets.mac('message-id', sendId)).slice(0, 26)}.${generation}@${domain}`
}

/** The X-Send-Id header: survives where a server rewrites Message-IDs. */
export function sendIdFor(messageId: string, generation: number): string {
  return `${messageId}.${generation}`
}

/** 43 characters that open the unsubscribe page of one mail: its id and 128 bits that only we can compute. */
export function unsubscribeToken(secrets: Macs, messageId: string): string {
  const id = Buffer.from(messageId.replaceAll('-', ''), 'hex')
  return Buffer.concat([id, secrets.mac('unsubscribe', messageId).subarray(0, 16)]).toString('base64url')
}

export function unsubscribeUrl(secrets: Macs, baseUrl: string, messageId: string): string {
  return `${baseUrl.replace(/\/+$/, '')}/u/${unsubscribeToken(secrets, messageId)}`
}

/** The message a token was made for, or undefined if we did not make it. */
export function openUnsubscribeToken(secrets: Macs, token: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined
  const hex = Buffer.from(token, 'base64url').subarray(0, 16).toString('hex')
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  const right = Buffer.from(unsubscribeToken(secrets, id))
  return timingSafeEqual(right, Buffer.from(token)) ? id : undefined
}

function inBase32(bytes: Buffer): string {
  let out = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      out += base32[(value >>> (bits - 5)) & 31]
      bits -= 5
    }
  }
  return out
}
