// Networks in which no prospect sits: where mail scanners and robots run. Few and large on purpose: a range that is wrong
// hides a person, one that is missing shows a robot, which haste, walks and the trap give away as well. Offices that reach the
// web through a cloud (remote desktops, filters) are the reason why open Azure and Google ranges are not in it.

/** [range, whose]. From the operators' own published lists. */
const ranges: [network: string, whose: string][] = [
  // Apple's Mail Privacy Protection and relay egress lie in 17/8 and partners; 17/8 is Apple's own.
  ['17.0.0.0/8', 'Apple'],
  // Microsoft: Exchange Online Protection and Safe Links detonation.
  ['40.92.0.0/15', 'Microsoft'], ['40.107.0.0/16', 'Microsoft'], ['52.100.0.0/14', 'Microsoft'], ['104.47.0.0/17', 'Microsoft'],
  // Google: mail and image proxies.
  ['66.102.0.0/20', 'Google'], ['66.249.64.0/19', 'Google'], ['72.14.192.0/18', 'Google'], ['74.125.0.0/16', 'Google'], ['209.85.128.0/17', 'Google'],
  // Proofpoint, Mimecast, Barracuda, Cisco (IronPort), Trend Micro, Broadcom (MessageLabs), Forcepoint.
  ['67.231.144.0/20', 'Proofpoint'], ['148.163.128.0/19', 'Proofpoint'], ['185.132.180.0/22', 'Proofpoint'],
  ['91.220.42.0/24', 'Mimecast'], ['103.13.69.0/24', 'Mimecast'], ['146.101.78.0/24', 'Mimecast'], ['185.58.84.0/22', 'Mimecast'], ['195.130.217.0/24', 'Mimecast'], ['205.139.110.0/23', 'Mimecast'], ['207.211.30.0/23', 'Mimecast'],
  ['64.235.144.0/20', 'Barracuda'], ['209.222.80.0/21', 'Barracuda'],
  ['68.232.128.0/19', 'Cisco'], ['216.71.128.0/19', 'Cisco'],
  ['18.208.22.64/26', 'Trend Micro'], ['150.70.224.0/21', 'Trend Micro'],
  ['67.219.240.0/20', 'Broadcom'], ['85.158.136.0/21', 'Broadcom'], ['193.109.254.0/23', 'Broadcom'], ['195.245.230.0/23', 'Broadcom'],
  ['85.115.32.0/19', 'Forcepoint'],
  // Plain hosting.
  ['159.65.0.0/16', 'a data centre'], ['165.227.0.0/16', 'a data centre'], ['167.99.0.0/16', 'a data centre'], ['95.216.0.0/16', 'a data centre'], ['116.202.0.0/15', 'a data centre'],
  ['51.68.0.0/16', 'a data centre'], ['51.38.0.0/16', 'a data centre'], ['45.33.0.0/17', 'a data centre'], ['139.162.0.0/16', 'a data centre'], ['95.179.128.0/17', 'a data centre'],
]

/** '203.0.113.9' as a number; undefined for what is none. */
function v4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  return parts?.every((p) => p <= 255) ? parts.reduce((n, p) => n * 256 + p, 0) : undefined
}

const blocks = ranges.map(([network, whose]) => {
  const [base, bits] = network.split('/'), size = 2 ** (32 - Number(bits))
  const first = Math.floor(v4(base!)! / size) * size
  return { first, last: first + size - 1, whose }
})

const plain = (ip: string | undefined): string => ip?.replace(/^::ffff:(?=\d+\.)/i, '').split('%')[0] ?? ''

/** Whose network this is, or undefined for one in which people may sit. */
export function dataCentreOf(ip: string | undefined): string | undefined {
  const at = v4(plain(ip))
  return at === undefined ? undefined : blocks.find((b) => b.first <= at && at <= b.last)?.whose
}

/** What is kept of an address: its network, never the device: '203.0.113.0/24', '2001:db8:7::/48'. */
export function networkOf(ip: string | undefined): string | null {
  const text = plain(ip)
  if (v4(text) !== undefined) return `${text.split('.').slice(0, 3).join('.')}.0/24`
  if (!/^[0-9a-f:]*:[0-9a-f:]*$/i.test(text)) return null
  const [head = '', tail] = text.split('::')
  const left = head.split(':').filter(Boolean), right = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const groups = tail === undefined ? left : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return `${groups.slice(0, 3).map((g) => Number.parseInt(g, 16).toString(16)).join(':')}::/48`
}
