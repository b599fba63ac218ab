// What current browsers and mail programs of people say of themselves: written from their known forms, over their versions.
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const kit = (system: string, rest: string): string => `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${rest}`
const windows = 'Windows NT 10.0; Win64; x64', mac = 'Macintosh; Intel Mac OS X 10_15_7', linux = 'X11; Linux x86_64', chromeOs = 'X11; CrOS x86_64 14541.0.0', phone = 'Linux; Android 10; K'

export const browsers: readonly string[] = [
  ...range(118, 145).flatMap((v) => [windows, mac, linux, chromeOs].map((system) => kit(system, `Chrome/${v}.0.0.0 Safari/537.36`))),
  ...range(118, 145).map((v) => kit(phone, `Chrome/${v}.0.0.0 Mobile Safari/537.36`)),
  ...range(118, 145).flatMap((v) => [kit(windows, `Chrome/${v}.0.0.0 Safari/537.36 Edg/${v}.0.0.0`), kit(mac, `Chrome/${v}.0.0.0 Safari/537.36 Edg/${v}.0.0.0`), kit(phone, `Chrome/${v}.0.0.0 Mobile Safari/537.36 EdgA/${v}.0.0.0`)]),
  ...range(104, 128).map((v) => kit(windows, `Chrome/${v + 14}.0.0.0 Safari/537.36 OPR/${v}.0.0.0`)),
  ...range(118, 145).flatMap((v) => [`Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`, `Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`, `Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`, `Mozilla/5.0 (Android 14; Mobile; rv:${v}.0) Gecko/${v}.0 Firefox/${v}.0`]),
  ...['16.6', '17.0', '17.4', '17.6', '18.0', '18.3', '18.5', '26.0', '26.1'].flatMap((v) => [
    `Mozilla/5.0 (${mac}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v} Safari/605.1.15`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${v.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v} Mobile/15E148 Safari/604.1`,
    `Mozilla/5.0 (iPad; CPU OS ${v.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v} Mobile/15E148 Safari/604.1`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${v.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${v.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/141.0 Mobile/15E148 Safari/605.1.15`,
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${v.replace('.', '_')} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148`,
  ]),
  ...range(20, 28).flatMap((v) => ['SM-S918B', 'SM-A546B', 'SM-G991U'].map((model) => `Mozilla/5.0 (Linux; Android 14; ${model}) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/${v}.0 Chrome/1${v}.0.0.0 Mobile Safari/537.36`)),
  ...['Pixel 8', 'SM-S911B', 'M2101K6G', 'CPH2451'].map((model) => `Mozilla/5.0 (Linux; Android 14; ${model} Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.122 Mobile Safari/537.36`),
  ...range(6, 7).map((v) => kit(windows, `Chrome/138.0.0.0 Safari/537.36 Vivaldi/${v}.5`)),
  'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  kit(windows, 'Chrome/137.0.0.0 YaBrowser/25.6.0 Safari/537.36'),
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.18.0',
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17328; ms-office; MSOffice 16)',
]
