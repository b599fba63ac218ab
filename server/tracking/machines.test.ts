import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { machineIn, type Request, type Signal } from './machines.ts'
import { dataCentreOf, networkOf } from './networks.ts'

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36'
const acceptedAt = new Date('2026-03-02T09:00:00Z')
const request = (change: Partial<Request>): Request => ({ kind: 'click', method: 'GET', userAgent: chrome, at: new Date('2026-03-02T09:05:00Z'), acceptedAt, ip: '203.0.113.9', ...change })

test('a browser some minutes after delivery is a person', () => {
  assert.equal(machineIn(request({})), null)
  assert.equal(machineIn(request({ kind: 'open', at: new Date('2026-03-02T09:00:04Z') })), null, 'an open may be quick')
})

test('every sign of a machine has its code and a sentence', () => {
  const cases: [Partial<Request>, Signal][] = [
    [{ method: 'HEAD' }, 'method'], [{ purpose: 'prefetch;prerender' }, 'prefetch'], [{ purpose: 'preview' }, 'prefetch'],
    [{ userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }, 'robot'],
    [{ userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)' }, 'gmail_proxy'],
    [{ userAgent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html' }, 'yahoo_proxy'],
    [{ userAgent: 'Mozilla/5.0' }, 'apple_privacy'],
    [{ userAgent: 'Microsoft Office Existence Discovery' }, 'safelinks'], [{ userAgent: 'Barracuda Sentinel (EE)' }, 'barracuda'], [{ userAgent: 'Mozilla/5.0 (compatible; Proofpoint URL Defense)' }, 'proofpoint'], [{ userAgent: 'Mimecast-URL-Scan' }, 'mimecast'],
    [{ userAgent: undefined }, 'no_agent'], [{ userAgent: 'python-requests/2.31' }, 'robot'], [{ userAgent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }, 'scanner'],
    [{ ip: '40.93.20.1' }, 'data_centre'], [{ ip: '::ffff:148.163.130.7' }, 'data_centre'], [{ ip: '17.58.97.1' }, 'data_centre'], [{ ip: '159.65.1.2' }, 'data_centre'],
    [{ at: new Date('2026-03-02T09:00:09Z') }, 'too_soon'], [{ acceptedAt: null }, 'too_early'],
  ]
  for (const [change, signal] of cases) {
    const found = machineIn(request(change))
    assert.equal(found?.signal, signal, JSON.stringify(change))
    assert.match(found!.why, /^[A-Z].+\.$/)
  }
  // The range is Microsoft's mail, not all of Azure.
  assert.equal(dataCentreOf('40.94.20.1'), undefined)
})

test('of an address only the network is kept', () => {
  assert.deepEqual(['203.0.113.77', '::ffff:203.0.113.77', '2001:db8:7:1::5', '::1', 'nonsense', undefined].map(networkOf), ['203.0.113.0/24', '203.0.113.0/24', '2001:db8:7::/48', '0:0:0::/48', null, null])
})

// As they are sent today, desktop and phone, and the browsers inside apps and mail programs.
const people = [
  ...[146, 147, 148].flatMap((v) => ['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10_15_7', 'X11; Linux x86_64', 'X11; CrOS x86_64 14541.0.0'].map((os) => `Mozilla/5.0 (${os}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Safari/537.36`)),
  ...[146, 147].flatMap((v) => ['Linux; Android 10; K', 'Linux; Android 15; Pixel 9', 'Linux; Android 16; SM-S938B', 'Linux; Android 14; CUBOT KINGKONG 9'].map((d) => `Mozilla/5.0 (${d}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Mobile Safari/537.36`)),
  ...['18_6', '26_0', '26_1'].flatMap((v) => [`Mozilla/5.0 (iPhone; CPU iPhone OS ${v} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v.replace('_', '.')} Mobile/15E148 Safari/604.1`, `Mozilla/5.0 (iPad; CPU OS ${v} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v.replace('_', '.')} Mobile/15E148 Safari/604.1`]),
  ...['18.6', '26.0', '26.1'].map((v) => `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v} Safari/605.1.15`),
  ...[140, 144, 145].flatMap((v) => ['Windows NT 10.0; Win64; x64', 'Macintosh; Intel Mac OS X 10.15', 'X11; Linux x86_64', 'X11; Ubuntu; Linux x86_64', 'Android 15; Mobile'].map((os) => `Mozilla/5.0 (${os}; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`)),
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/146.0.7000.50 Mobile/15E148 Safari/604.1',
  ...[145, 146].flatMap((v) => [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Safari/537.36 Edg/${v}.0.0.0`, `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Safari/537.36 Edg/${v}.0.0.0`, `Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${v}.0.0.0 Mobile Safari/537.36 EdgA/${v}.0.0.0`]),
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/146.0.0.0 Mobile/15E148 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 15; SAMSUNG SM-S938B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36', 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0', 'Mozilla/5.0 (Linux; Android 10; SM-G970F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 OPR/91.0.0.0', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1 OPT/6.0.0',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Vivaldi/7.7', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 YaBrowser/25.10.0.0 Safari/537.36', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15 Ddg/18.6',
  // In apps.
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22G86 [FBAN/FBIOS;FBAV/530.0.0.45.77;FBBV/785000000;FBDV/iPhone15,3;FBMD/iPhone;FBSN/iOS;FBSV/18.6;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5]',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/530.0.0.45.77;]',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0.0 (iPhone15,3; iOS 18_6; en_US; en; scale=3.00; 1290x2796; 700000000)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [LinkedInApp]/9.31.1', 'Mozilla/5.0 (Linux; Android 14; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.0.0 Mobile Safari/537.36 [LinkedInApp]/4.1.1000',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) GSA/390.0.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; 2201116PG; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.60(0x28003C00)',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Teams/25290.205.4069.4894 Chrome/138.0.0.0 Electron/37.0.0 Safari/537.36', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.46.0 Chrome/138.0.0.0 Electron/37.0.0 Safari/537.36',
  'Mozilla/5.0 (Linux; Android 15; SM-S921B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/146.0.0.0 Mobile Safari/537.36 Outlook-Android/2.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Snapchat/13.60.0.45 (like Safari/8620.3.5.10.4, panda)', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Twitter for iPhone/11.30',
  // Mail programs that show pictures themselves.
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0', 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.19000; ms-office; MSOffice 16)',
]

test('no current browser, on a desk, a phone or inside an app, is taken for a machine', () => {
  assert.ok(people.length >= 65, String(people.length))
  assert.deepEqual(people.map((userAgent) => [userAgent, machineIn(request({ userAgent }))?.why ?? null]).filter(([, why]) => why), [])
})

const shared = `${process.env.OVERTURE_SHARED ?? new URL('../../../shared', import.meta.url).pathname}/data/mail/bots/crawler-user-agents.json`
test('99 in a hundred of the known crawlers are seen as machines', { skip: existsSync(shared) ? false : `${shared} is not there` }, (t) => {
  const crawlers = (JSON.parse(readFileSync(shared, 'utf8')) as { instances?: string[] }[]).flatMap((one) => one.instances ?? [])
  const missed = crawlers.filter((userAgent) => machineIn(request({ userAgent })) === null)
  t.diagnostic(`${crawlers.length - missed.length} of ${crawlers.length}`)
  assert.ok(1 - missed.length / crawlers.length >= 0.99, `${missed.length} of ${crawlers.length} missed: ${missed.slice(0, 40).join('\n')}`)
})
