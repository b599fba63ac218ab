import assert from 'node:assert/strict'
import test from 'node:test'
import { isListed, isPublicAddress, mayConnect, parseAllow, plainHost, publicAddressesOf } from './public-address.ts'

const inside = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1',
  '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.255.1', '198.51.100.7', '203.0.113.9', '224.0.0.1',
  '239.1.1.1', '240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1',
  '100::1', '2001::1', '2001:1ff:ffff::1', '2001:db8::1', '2002:7f00:1::', 'fc00::1', 'fdff::1', 'fe80::1', 'febf::1', 'fec0::1', 'ff02::1',
]
const outside = ['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.1', '100.63.255.255', '100.128.0.1', '128.0.0.1', '169.253.0.1', '172.15.255.255', '172.32.0.1', '192.0.1.1', '193.168.1.1', '198.17.0.1', '223.255.255.255', '2001:4860:4860::8888', '2606:4700::1111', '2a00:1450:4001::5']

test('only global unicast addresses are public', () => {
  for (const ip of inside) assert.equal(isPublicAddress(ip), false, ip)
  for (const ip of outside) assert.equal(isPublicAddress(ip), true, ip)
})

test('what is not a plain address is not public', () => {
  for (const text of ['', 'localhost', '127.1', '0177.0.0.1', '2130706433', 'fe80::1%eth0', '8.8.8.8.8', '08.8.8.8', '1.1.1.1 ', 'example.com']) assert.equal(isPublicAddress(text), false, text)
})

test('odd spellings of loopback are understood and refused', async () => {
  const never = async () => { throw new Error('looked up') }
  for (const host of ['127.0.0.1', '2130706433', '0177.0.0.1', '0x7f.1', '127.1', '[::ffff:7f00:1]', '::1', '[::1]', '①②⑦.⓪.⓪.①', '127.0.0.1.', '0']) {
    const found = await publicAddressesOf(host, 587, [], never)
    assert.equal(found.ok, false, host)
    assert.equal(!found.ok && found.reason, 'not_public', host)
  }
  for (const host of ['a@127.0.0.1', 'good\\@127.0.0.1', 'a/b', 'a b', 'a\r\nb', '', 'fe80::1%eth0', 'x'.repeat(300)]) {
    const found = await publicAddressesOf(host, 587, [], never)
    assert.equal(!found.ok && found.reason, 'bad_host', host)
  }
})

test('one inner address among several refuses the name', async () => {
  const found = await publicAddressesOf('mail.example.com', 993, [], async () => [{ address: '93.184.216.34', family: 4 }, { address: '::1', family: 6 }])
  assert.equal(!found.ok && found.reason, 'not_public')
  assert.ok(!found.ok && !found.sentence.includes('::1'), 'the answer names no inner address')
})

test('a public name is handed back with its addresses, localhost. is not', async () => {
  const found = await publicAddressesOf('Mail.Example.com.', 993, [], async (host) => (assert.equal(host, 'mail.example.com'), [{ address: '93.184.216.34', family: 4 }]))
  assert.deepEqual(found, { ok: true, host: 'mail.example.com', addresses: [{ address: '93.184.216.34', family: 4 }] })
  const local = await publicAddressesOf('localhost.', 993, [], async () => [{ address: '127.0.0.1', family: 4 }])
  assert.equal(local.ok, false)
})

test('a name that does not exist and a silent name service are told apart', async () => {
  const fail = (code: string) => async () => { throw Object.assign(new Error(code), { code }) }
  const missing = await publicAddressesOf('nowhere.example', 25, [], fail('ENOTFOUND'))
  const silent = await publicAddressesOf('nowhere.example', 25, [], fail('EAI_AGAIN'))
  assert.equal(!missing.ok && missing.reason, 'not_found')
  assert.equal(!silent.ok && silent.reason, 'no_answer')
})

test('the operator may list a host, a network or one port', () => {
  const allow = parseAllow('mail.lan, 10.1.0.0/16 127.0.0.1:2525 [::1]:1143')
  assert.equal(mayConnect({ host: 'mail.lan', address: '192.168.1.9', port: 993 }, allow), true)
  assert.equal(mayConnect({ host: 'MAIL.lan.', address: '192.168.1.9', port: 993 }, allow), true)
  assert.equal(mayConnect({ host: 'other.lan', address: '192.168.1.9', port: 993 }, allow), false)
  assert.equal(mayConnect({ host: 'x', address: '10.1.200.3', port: 25 }, allow), true)
  assert.equal(mayConnect({ host: 'x', address: '10.2.0.3', port: 25 }, allow), false)
  assert.equal(mayConnect({ host: 'x', address: '127.0.0.1', port: 2525 }, allow), true)
  assert.equal(mayConnect({ host: 'x', address: '127.0.0.1', port: 25 }, allow), false)
  assert.equal(mayConnect({ host: 'x', address: '::1', port: 1143 }, allow), true)
})

test('only an entry with a port says something about the port', () => {
  const allow = parseAllow(['127.0.0.1:2525', '10.0.0.0/8'])
  assert.equal(isListed({ host: 'x', address: '127.0.0.1', port: 2525 }, allow, true), true)
  assert.equal(isListed({ host: 'x', address: '10.0.0.1', port: 2525 }, allow, true), false)
})

test('a bad entry of SSRF_ALLOW is named', () => {
  for (const bad of ['10.0.0.0/99', 'a@b', 'host:99999', 'http://x/']) assert.throws(() => parseAllow(bad), /SSRF_ALLOW/, bad)
  assert.deepEqual(parseAllow(''), [])
  assert.deepEqual(parseAllow(undefined), [])
})

test('hosts are brought to the form the network uses', () => {
  assert.equal(plainHost('BÜCHER.example'), 'xn--bcher-kva.example')
  assert.equal(plainHost('0x7f000001'), '127.0.0.1')
  assert.equal(plainHost('[2606:4700::1111]'), '2606:4700::1111')
})
