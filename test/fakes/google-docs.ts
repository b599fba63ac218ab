// Google's documents on loopback, as their exports answer: a public sheet as CSV, a private one with the way to the sign-in,
// an unknown one with 404, an unknown tab with 400, and one that never answers.
import { fakeWeb, type FakeWeb, type FakePage } from './web.ts'

export const sheetIds = { open: '1OpenSheet_abcdefghijklmnop', locked: '1LockedSheet_abcdefghijklmno', published: '2PACX-1vPublished_abcdefgh', busy: '1BusySheet_abcdefghijklmnopq' }

export async function fakeGoogleDocs(csv: string): Promise<FakeWeb> {
  const web = await fakeWeb()
  const table: FakePage = { headers: { 'content-type': 'text/csv', 'content-disposition': `attachment; filename="FairSheet1.csv"; filename*=UTF-8''Fair%20-%20Sheet1.csv` }, body: csv }
  const signIn: FakePage = { status: 307, headers: { location: `${web.url}/v3/signin/identifier` } }
  web.serve({
    [`/spreadsheets/d/${sheetIds.open}/export?format=csv`]: { status: 307, headers: { location: `${web.url}/export/abc` } },
    '/export/abc': table,
    [`/spreadsheets/d/${sheetIds.open}/export?format=csv&gid=7`]: table,
    [`/spreadsheets/d/${sheetIds.open}/export?format=csv&gid=8`]: { status: 400, body: '<html>Sorry</html>' },
    [`/spreadsheets/d/e/${sheetIds.published}/pub?output=csv&single=true`]: table,
    [`/spreadsheets/d/${sheetIds.locked}/export?format=csv`]: signIn,
    '/v3/signin/identifier': '<html><title>Sign in</title></html>',
    [`/spreadsheets/d/${sheetIds.busy}/export?format=csv`]: { status: 503, body: 'busy' },
  })
  return web
}
