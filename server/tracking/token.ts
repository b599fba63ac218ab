// The token of a pixel or a link: 16 bytes of the mail's id, one byte for the link (0 is the pixel), 7 bytes of MAC; 32
// characters in base64url, so that a link stays below 60 characters for a BASE_URL of up to 22. Mail ids are random
// (74 bits), the MAC is another 56: whoever guesses needs the public rate limit to look away for longer than the mail lives.
// Where a link leads is stored; a token never carries it.
import type { Secrets } from '#platform/secrets'

export interface TrackingToken { messageId: string; linkNo: number }

const macBytes = 7
const length = 16 + 1 + macBytes

/** Links beyond the 254th of a mail are left as they are. */
export const mostLinks = 254
/** The link that no person can see. */
export const trapNo = 255

export function writeToken(secrets: Pick<Secrets, 'mac'>, { messageId, linkNo }: TrackingToken): string {
  const said = Buffer.concat([Buffer.from(messageId.replaceAll('-', ''), 'hex'), Buffer.from([linkNo])])
  return Buffer.concat([said, mac(secrets, said)]).toString('base64url')
}

/** What the token says, when it is ours to the last bit; else undefined. */
export function readToken(secrets: Pick<Secrets, 'mac'>, token: string): TrackingToken | undefined {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== length || bytes.toString('base64url') !== token) return undefined
  const said = bytes.subarray(0, 17)
  if (!same(bytes.subarray(17), mac(secrets, said))) return undefined
  const hex = said.toString('hex', 0, 16)
  return { messageId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`, linkNo: said[16]! }
}

const mac = (secrets: Pick<Secrets, 'mac'>, said: Buffer) => secrets.mac('tracking', said.toString('hex')).subarray(0, macBytes)

/** Compares without telling by its time where the difference is. */
function same(a: Buffer, b: Buffer): boolean {
  let different = a.length ^ b.length
  for (let i = 0; i < a.length; i++) different |= a[i]! ^ (b[i] ?? 0)
  return different === 0
}
