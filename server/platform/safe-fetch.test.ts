import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { createSafeFetch, type Lookup, type SafeFetch } from './safe-fetch.ts'

const log = pino({ level: 'silent' })
const clock = systemClock()

let trapPort: number, sitePort: number, trapConnects = 0
let trap: Server, site: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end('x')

before(async () => {
  trap = createServer((_, response) => response.end('secret'))
  trap.on('connection', () => { trapConnects++ })
  site = createServer((request, response) => answer(request, response))
  const listen = (server: Server) => new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
  ;[trapPort, sitePort] = await Promise.all([listen(trap), listen(site)])
})
after(() => { trap.closeAllConnections(); trap.close(); site.closeAllConnections(); site.close() })
beforeEach(() => { trapConnects = 0 })

/** A fetcher whose names all mean what `names` says; nothing is looked up on the real network. */
const fetcher = (names: Record<string, string[]> = {}, more: { allow?: string[]; totalMs?: number } = {}): SafeFetch => {
  const lookup: Lookup = async (host) => {
    const found = names[host]
    if (!found) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return createSafeFetch({ allow: more.allow ?? [], clock, log, lookup, ...(more.totalMs && { totalMs: more.totalMs }) })
}
const localSite = (more: { totalMs?: number } = {}) => fetcher({ 'acme.example': ['127.0.0.1'] }, { allow: [`acme.example:${sitePort}`], ...more })
const siteUrl = (path = '/') => `http://acme.example:${sitePort}${path}`

// The port of the trap is allowed for one public-looking host, so that only the address rule stands between us and it.
const literal = ['127.0.0.1', '2130706433', '0177.0.0.1', '0x7f.1', '0x7f000001', '017700000001', '127.1', '127.0.1', '0', '0.0.0.0', '[::1]', '[::]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]',
  '[::7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '[2001::1]', '[100::1]', '①②⑦.⓪.⓪.①', '127。0。0。1', '10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', '169.254.169.254',
  '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.88.99.1', 'localhost', 'localhost.', 'LOCALHOST', 'a.localhost', '%6c%6f%63%61%6c%68%6f%73%74']

for (const host of literal)
  test(`refuses ${host} without connecting`, async () => {
    const names = { localhost: ['127.0.0.1'], 'a.localhost': ['127.0.0.1'] }
    const open = createSafeFetch({ allow: [`elsewhere.example:${trapPort}`], clock, log, lookup: async (name) => (names[name as 'localhost'] ?? []).map((address) => ({ address, family: 4 })) })
    for (const url of [`http://${host}/`, `https://${host}/`, `http://${host}:${trapPort}/`]) {
      const got = await open.get(url)
      assert.ok(!got.ok && ['not_public', 'port', 'bad_url'].includes(got.reason), `${url} ${JSON.stringify(got)}`)
      if (!url.includes(String(trapPort))) assert.notEqual(got.reason, 'port', url)
    }
    assert.equal(trapConnects, 0)
    await open.close()
  })

const shaped = ['http://a@127.0.0.1/', 'http://user:pass@acme.example/', 'http://good\\@127.0.0.1/', 'http://good.example\\.evil/', 'http://[fe80::1%25eth0]/', 'http://[fe80::1%eth0]/', 'file:///etc/passwd', 'gopher://127.0.0.1/', 'ftp://127.0.0.1/', 'data:text/html,hi',
  'javascript:alert(1)', 'http://', 'http:///127.0.0.1/', 'http://127.0.0.1\t/', 'http://acme.example:22/', 'http://acme.example:25/', 'http://acme.example:6379/', 'not an address', '', 'http://acme.example/\r\nHost: x']

for (const url of shaped)
  test(`refuses ${JSON.stringify(url)}`, async () => {
    const open = fetcher({ 'acme.example': ['127.0.0.1'], good: ['127.0.0.1'], 'good.example': ['127.0.0.1'] })
    const got = await open.get(url)
    assert.equal(got.ok, false)
    assert.equal(trapConnects, 0)
    await open.close()
  })

const answers: [string, string[]][] = [
  ['a name with an inner address', ['10.0.0.5']],
  ['a name with a public and an inner address', ['93.184.215.14', '127.0.0.1']],
  ['A and AAAA mixed, the IPv6 one inner', ['93.184.215.14', '::1']],
  ['a CNAME to cloud metadata', ['169.254.169.254']],
  ['an IPv4 address dressed as IPv6', ['::ffff:127.0.0.1']],
  ['a translated address', ['64:ff9b::7f00:1']],
]
for (const [what, addresses] of answers)
  test(`refuses ${what}`, async () => {
    const open = fetcher({ 'acme.example': addresses })
    const got = await open.get('http://acme.example/')
    assert.ok(!got.ok && got.reason === 'not_public', JSON.stringify(got))
    assert.match(got.sentence, /not on the public internet/)
    await open.close()
  })

test('a name server that changes its mind gains nothing: the name is resolved once per connection and every answer is vetted', async () => {
  let asked = 0
  const lookup: Lookup = async () => [{ address: asked++ === 0 ? '93.184.215.14' : '127.0.0.1', family: 4 }]
  const open = createSafeFetch({ allow: [], clock, log, lookup, totalMs: 600 })
  await open.get('http://rebind.example/')
  const second = await open.get('http://rebind.example/')
  assert.ok(!second.ok && second.reason === 'not_public')
  assert.equal(asked, 2)
  assert.equal(trapConnects, 0)
  await open.close()
})

for (const status of [301, 302, 303, 307, 308])
  test(`a ${status} to an inner address is not followed`, async () => {
    for (const target of ['http://169.254.169.254/latest/meta-data/', `http://127.0.0.1:${trapPort}/`, 'file:///etc/passwd', '//127.1/']) {
      answer = (_, response) => { response.writeHead(status, { location: target }); response.end() }
      const open = localSite()
      const got = await open.get(siteUrl())
      assert.equal(got.ok, false, target)
      assert.equal(trapConnects, 0)
      await open.close()
    }
  })

test('a refresh header and a meta refresh are text, not orders', async () => {
  answer = (_, response) => { response.writeHead(200, { 'content-type': 'text/html', refresh: `0; url=http://127.0.0.1:${trapPort}/` }); response.end(`<meta http-equiv=refresh content="0;url=http://127.0.0.1:${trapPort}/">`) }
  const open = localSite()
  assert.equal((await open.get(siteUrl())).ok, true)
  assert.equal(trapConnects, 0)
  await open.close()
})

test('three redirects are followed, a fourth is not', async () => {
  answer = (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left) response.writeHead(302, { location: `/${left - 1}` }).end()
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('here')
  }
  const open = localSite()
  const three = await open.get(siteUrl('/3'))
  assert.ok(three.ok && three.text === 'here' && three.url === siteUrl('/0'))
  const four = await open.get(siteUrl('/4'))
  assert.ok(!four.ok && four.reason === 'redirects')
  await open.close()
})

test('a proxy named in the environment is not used', async () => {
  const before = { ...process.env }
  Object.assign(process.env, { HTTP_PROXY: `http://127.0.0.1:${trapPort}`, HTTPS_PROXY: `http://127.0.0.1:${trapPort}`, NO_PROXY: '', NODE_USE_ENV_PROXY: '1' })
  try {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('direct')
    const open = localSite()
    const got = await open.get(siteUrl())
    assert.ok(got.ok && got.text === 'direct')
    assert.equal(trapConnects, 0)
    await open.close()
  } finally { process.env = before }
})

for (const [name, pack] of [['gzip', gzipSync], ['br', brotliCompressSync]] as const)
  test(`a ${name} bomb is stopped`, async () => {
    const bomb = pack(Buffer.alloc(40_000_000, 'a'))
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': name }).end(bomb)
    const open = localSite()
    const got = await open.get(siteUrl())
    assert.ok(!got.ok && got.reason === 'too_large', JSON.stringify(got).slice(0, 200))
    await open.close()
  })

test('an endless body is cut off, with a length that lies too', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    const more = () => { while (response.write('x'.repeat(65_536))); }
    response.on('drain', more); more()
  }
  const open = localSite()
  const got = await open.get(siteUrl())
  assert.ok(!got.ok && got.reason === 'too_large')
  await open.close()
})

test('a slow body ends in time', async () => {
  answer = (_, response) => { response.writeHead(200, { 'content-type': 'text/html' }); response.write('<p>wait') }
  const open = localSite({ totalMs: 400 })
  const begun = Date.now()
  const got = await open.get(siteUrl())
  assert.ok(!got.ok && got.reason === 'timeout', JSON.stringify(got))
  assert.ok(Date.now() - begun < 3_000)
  await open.close()
})

test('a server that accepts and says nothing ends in time', async () => {
  answer = () => undefined
  const open = localSite({ totalMs: 400 })
  const got = await open.get(siteUrl())
  assert.ok(!got.ok && got.reason === 'timeout', JSON.stringify(got))
  await open.close()
})

test('no cookies and no sign-in travel; our own name does', async () => {
  let seen: IncomingMessage['headers'] = {}
  answer = (request, response) => { seen = request.headers; response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'a=b' }).end('<p>hello') }
  const open = localSite()
  await open.get(siteUrl()); await open.get(siteUrl())
  assert.match(seen['user-agent'] ?? '', /^Overture\//)
  assert.equal(seen.cookie, undefined)
  assert.equal(seen.authorization, undefined)
  assert.equal(seen.host, `acme.example:${sitePort}`)
  await open.close()
})

test('pictures and downloads are not pages', async () => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('png')
  const open = localSite()
  const got = await open.get(siteUrl())
  assert.ok(!got.ok && got.reason === 'content_type')
  await open.close()
})

test('a page in an old charset becomes readable text', async () => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'text/html; charset=windows-1252' }).end(Buffer.from([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]))
  const open = localSite()
  const got = await open.get(siteUrl())
  assert.ok(got.ok && got.text === 'Müller')
  await open.close()
})

test('robots.txt is asked when wanted, and obeyed', async () => {
  const asked: string[] = []
  answer = (request, response) => {
    asked.push(request.url!)
    if (request.url === '/robots.txt') response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nDisallow: /private\n')
    else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page')
  }
  const open = localSite()
  assert.equal((await open.get(siteUrl('/about'), { robots: true })).ok, true)
  const refused = await open.get(siteUrl('/private/x'), { robots: true })
  assert.ok(!refused.ok && refused.reason === 'robots')
  assert.match(refused.sentence, /robots\.txt/)
  assert.deepEqual(asked, ['/robots.txt', '/about'])
  await open.close()
})

test('a robots.txt that fails closes the site, a missing one does not', async () => {
  let status = 503
  answer = (request, response) => response.writeHead(request.url === '/robots.txt' ? status : 200, { 'content-type': 'text/html' }).end('<p>page')
  let open = localSite()
  assert.equal((await open.get(siteUrl(), { robots: true })).ok, false)
  await open.close()
  status = 404
  open = localSite()
  assert.equal((await open.get(siteUrl(), { robots: true })).ok, true)
  await open.close()
})

test('a robots.txt that redirects inside is not followed', async () => {
  answer = (request, response) => request.url === '/robots.txt' ? response.writeHead(302, { location: `http://127.0.0.1:${trapPort}/` }).end() : response.writeHead(200, { 'content-type': 'text/html' }).end('x')
  const open = localSite()
  assert.equal((await open.get(siteUrl(), { robots: true })).ok, false)
  assert.equal(trapConnects, 0)
  await open.close()
})

test('guarded fetch keeps the same wall for model servers', async () => {
  const open = localSite()
  await assert.rejects(open.guarded(`http://127.0.0.1:${trapPort}/v1`, { method: 'POST', body: '{}' }))
  await assert.rejects(open.guarded('http://169.254.169.254/'))
  answer = (_, response) => response.writeHead(302, { location: `http://127.0.0.1:${trapPort}/` }).end()
  await assert.rejects(open.guarded(siteUrl(), { method: 'POST', body: '{}' }))
  answer = (request, response) => { let body = ''; request.on('data', (c) => { body += c }); request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ body }))) }
  const response = await open.guarded(siteUrl('/v1'), { method: 'POST', body: 'hello' })
  assert.deepEqual(await response.json(), { body: 'hello' })
  answer = (_, endless) => { endless.writeHead(200); const more = () => { while (endless.write('x'.repeat(65_536))); }; endless.on('drain', more); more() }
  await assert.rejects(open.guarded(siteUrl('/v1')).then((r) => r.text()))
  assert.equal(trapConnects, 0)
  await open.close()
})

test('an objection is told without connecting', () => {
  const open = fetcher()
  assert.equal(open.objection('https://acme.example/')?.reason, undefined)
  assert.equal(open.objection('http://169.254.169.254/')?.reason, 'not_public')
  assert.equal(open.objection('http://localhost:11434/v1')?.reason, 'port')
  assert.equal(open.objection('nonsense')?.reason, 'bad_url')
})
