// The Message-ID as it stands in the raw head of a mail. Read by one rule wherever mails are compared, so that a strange id is the
// same strange id on both sides.

/** Pure. Without brackets, printable ASCII only; null when there is none. */
export function messageIdIn(head: Uint8Array): string | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 600_000))
  const ends = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')].filter((at) => at >= 0)
  const lines = bytes.subarray(0, ends.length ? Math.min(...ends) : bytes.length).toString('latin1').replace(/\r?\n[ \t]+/g, ' ')
  const value = /^message-id:[ \t]*(.*)$/im.exec(lines)?.[1]?.trim() ?? ''
  return (/<([^<>\s]{1,2000})>/.exec(value)?.[1] ?? value).replace(/[^\x21-\x7e]/g, '').slice(0, 1000) || null
}
