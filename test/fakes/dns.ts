// A name server on UDP that knows what it is told: answers TXT, MX, A and CNAME, says NXDOMAIN for names it does not know,
// and can stay silent.
import dgram from 'node:dgram'

export interface Zone { TXT?: string[]; MX?: [number, string][]; A?: string[]; CNAME?: string }
export interface FakeDns { readonly address: string; zones: Record<string, Zone>; silent: boolean; /** Names it does not answer for at the moment (SERVFAIL). */ failing: string[]; /** Denies every name, as name servers do on machines without a way out. */ denies: boolean; readonly asked: string[]; stop(): Promise<void> }

/** What every name server of the internet knows. */
const everywhere: Record<string, Zone> = { 'gmail.com': { MX: [[5, 'gmail-smtp-in.l.google.com']] } }
const types = { A: 1, CNAME: 5, MX: 15, TXT: 16 } as const

export async function fakeDns(zones: Record<string, Zone> = {}): Promise<FakeDns> {
  const socket = dgram.createSocket('udp4')
  const fake = { address: '', zones, silent: false, failing: [] as string[], denies: false, asked: [] as string[], stop: () => new Promise<void>((resolve) => socket.close(() => resolve())) }
  socket.on('message', (question, from) => {
    const { name, type, end } = questionIn(question)
    fake.asked.push(`${name} ${type}`)
    if (fake.silent) return
    const chain: { name: string; type: number; data: Buffer }[] = []
    let at = name
    for (let hop = 0; fake.zones[at]?.CNAME && type !== types.CNAME && hop < 5; hop++) {
      chain.push({ name: at, type: types.CNAME, data: encodeName(fake.zones[at]!.CNAME!) })
      at = fake.zones[at]!.CNAME!
    }
    const zone = fake.denies ? undefined : (fake.zones[at] ?? everywhere[at])
    const answers = fake.failing.includes(name) ? [] : [...chain, ...(zone ? recordsOf(zone, type).map((data) => ({ name: at, type, data })) : [])]
    const header = Buffer.alloc(12)
    question.copy(header, 0, 0, 2)
    header.writeUInt16BE(0x8580 | (fake.failing.includes(name) ? 2 : zone ? 0 : 3), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(answers.length, 6)
    socket.send(Buffer.concat([header, question.subarray(12, end), ...answers.map(({ name: owner, type: t, data }) => {
      const fixed = Buffer.alloc(10)
      fixed.writeUInt16BE(t, 0); fixed.writeUInt16BE(1, 2); fixed.writeUInt32BE(60, 4); fixed.writeUInt16BE(data.length, 8)
      return Buffer.concat([encodeName(owner), fixed, data])
    })]), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  fake.address = `127.0.0.1:${socket.address().port}`
  return fake
}

function recordsOf(zone: Zone, type: number): Buffer[] {
  if (type === types.TXT) return (zone.TXT ?? []).map((text) => Buffer.concat((text.match(/[\s\S]{1,255}/g) ?? ['']).map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)]))))
  if (type === types.MX) return (zone.MX ?? []).map(([priority, host]) => Buffer.concat([Buffer.from([priority >> 8, priority & 255]), encodeName(host)]))
  if (type === types.A) return (zone.A ?? []).map((ip) => Buffer.from(ip.split('.').map(Number)))
  if (type === types.CNAME) return zone.CNAME ? [encodeName(zone.CNAME)] : []
  return []
}

const encodeName = (name: string): Buffer => Buffer.concat([...name.split('.').filter(Boolean).map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])])

function questionIn(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  while (message[at]) { labels.push(message.toString('latin1', at + 1, at + 1 + message[at]!)); at += message[at]! + 1 }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}
