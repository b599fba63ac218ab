// R14: mails delivered twice, without a Message-ID, with a forged one, with one that is not theirs. Kept apart or together by rule,
// and none is dropped because of an id.
import { reconcile, syncMailbox } from '#inbox'
import { fakeLetterbox } from '../../fakes/letterbox.ts'
import { house } from '../../house.ts'
import { letterOf, type Letter } from '../incoming.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { sql } from '#platform/db'

const a = { text: 'The first text.' }, b = { text: 'Another text.' }
const same = 'the same mail', other = 'another mail'
const long = `<${'x'.repeat(880)}@outside.example>`, tooLong = `<${'x'.repeat(1200)}@outside.example>`

/** [what it is, first mail, second mail, are they the same?] */
const pairs: [string, Letter, Letter, string][] = [
  ['delivered twice', { ...a, id: '<m@x.example>' }, { ...a, id: '<m@x.example>' }, same],
  ['delivered over two ways', { ...a, id: '<m@x.example>', headers: 'Received: from one.example by here' }, { ...a, id: '<m@x.example>', headers: 'Received: from two.example by here' }, same],
  ['with another spam header', { ...a, id: '<m@x.example>', headers: 'X-Spam-Score: 1' }, { ...a, id: '<m@x.example>', headers: 'X-Spam-Score: 9' }, same],
  ['same id, another text', { ...a, id: '<m@x.example>' }, { ...b, id: '<m@x.example>' }, other],
  ['same id, another sender', { ...a, id: '<m@x.example>' }, { ...a, id: '<m@x.example>', from: 'eve@evil.example' }, other],
  ['same id, another date', { ...a, id: '<m@x.example>' }, { ...a, id: '<m@x.example>', date: 'Tue, 3 Mar 2026 10:00:00 +0100' }, other],
  ['same id, text one letter longer', { ...a, id: '<m@x.example>' }, { text: `${a.text}!`, id: '<m@x.example>' }, other],
  ['no id, twice', { ...a, id: null }, { ...a, id: null }, same],
  ['no id, another text', { ...a, id: null }, { ...b, id: null }, other],
  ['no id, another sender', { ...a, id: null }, { ...a, id: null, from: 'eve@evil.example' }, other],
  ['no id and no date, twice', { ...a, id: null, date: '' }, { ...a, id: null, date: '' }, same],
  ['no id and no date, another text', { ...a, id: null, date: '' }, { ...b, id: null, date: '' }, other],
  ['empty id, twice', { ...a, id: '<>' }, { ...a, id: '<>' }, same],
  ['empty id, another text', { ...a, id: '<>' }, { ...b, id: '<>' }, other],
  ['id of blanks', { ...a, id: '   ' }, { ...b, id: '   ' }, other],
  ['id without brackets, twice', { ...a, id: 'm@x.example' }, { ...a, id: 'm@x.example' }, same],
  ['id without brackets, another text', { ...a, id: 'm@x.example' }, { ...b, id: 'm@x.example' }, other],
  ['id without a domain, twice', { ...a, id: '<12345>' }, { ...a, id: '<12345>' }, same],
  ['id without a domain, another text', { ...a, id: '<12345>' }, { ...b, id: '<12345>' }, other],
  ['a server that numbers from one', { ...a, id: '<1@localhost>' }, { ...b, id: '<1@localhost>' }, other],
  ['made up by a gateway', { ...a, id: '<SMTPIN_ADDED_BROKEN@mx.google.com>' }, { ...b, id: '<SMTPIN_ADDED_BROKEN@mx.google.com>' }, other],
  ['id in other letters', { ...a, id: '<M@x.example>' }, { ...a, id: '<m@x.example>' }, other],
  ['a very long id, twice', { ...a, id: long }, { ...a, id: long }, same],
  ['a very long id, another text', { ...a, id: long }, { ...b, id: long }, other],
  ['an id beyond any measure', { ...a, id: tooLong }, { ...b, id: tooLong }, other],
  ['folded id, twice', { ...a, id: '\n <m@x.example>' }, { ...a, id: '\n <m@x.example>' }, same],
  ['two ids in one header', { ...a, id: '<m@x.example> <n@x.example>' }, { ...b, id: '<m@x.example> <n@x.example>' }, other],
  ['two headers with an id', { ...a, id: '<m@x.example>', headers: 'Message-ID: <n@x.example>' }, { ...b, id: '<m@x.example>', headers: 'Message-ID: <n@x.example>' }, other],
  ['id of letters from elsewhere', { ...a, id: '<пример@пример.example>' }, { ...b, id: '<пример@пример.example>' }, other],
  ['id with a zero byte', { ...a, id: '<m\0@x.example>' }, { ...b, id: '<m\0@x.example>' }, other],
  ['id with quotes', { ...a, id: '<"a b"@x.example>' }, { ...b, id: '<"a b"@x.example>' }, other],
  ['id that is SQL', { ...a, id: "<'); drop table leads;--@x.example>" }, { ...b, id: "<'); drop table leads;--@x.example>" }, other],
  ['nearly the same id', { ...a, id: '<m1@x.example>' }, { ...a, id: '<m2@x.example>' }, other],
  ['same text, another subject and id', { ...a, id: '<m1@x.example>', subject: 'One' }, { ...a, id: '<m2@x.example>', subject: 'Two' }, other],
  ['an empty text, twice', { text: '', id: '<m@x.example>' }, { text: '', id: '<m@x.example>' }, same],
  ['an empty text and another', { text: '', id: '<m@x.example>' }, { ...b, id: '<m@x.example>' }, other],
  ['no sender, twice', { ...a, from: '', id: '<m@x.example>' }, { ...a, from: '', id: '<m@x.example>' }, same],
  ['no sender, another text', { ...a, from: '', id: '<m@x.example>' }, { ...b, from: '', id: '<m@x.example>' }, other],
  ['a date nobody can read', { ...a, date: 'yesterday', id: '<m@x.example>' }, { ...b, date: 'yesterday', id: '<m@x.example>' }, other],
  ['the id of a mail of ours', { ...a, id: '<ours@acme-sales.example>' }, { ...b, id: '<ours@acme-sales.example>' }, other],
]

export const scenario: Scenario = {
  id: 'R14', name: 'forged-ids', tiers: ['ci', 'nightly'],
  about: 'second deliveries, missing and forged Message-IDs: kept apart or together by rule, none dropped',
  async run({ say }) {
    const h = await house({ now: '2026-03-02T09:00:00Z' })
    const missed: [boolean, string][] = []
    let right = 0
    try {
      for (const [what, first, second, are] of pairs) {
        // Each pair is tried in both orders, in one folder and in two.
        let kept = -1
        const want = are === same ? 1 : 2
        let good = true
        for (const [one, two, folder] of [[first, second, 'INBOX'], [second, first, 'Junk']] as const) {
          const box = await fakeLetterbox(h)
          box.drop(letterOf(one))
          await syncMailbox(h.world, box.id)
          box.drop(letterOf(two), { folder })
          const done = await reconcile(h.world, box.id)
          kept = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from inbox_messages where mailbox_id = ${box.id}`))).n
          good &&= kept === want && done?.missing === 0
        }
        if (good) right++
        missed.push([good, `${what}: ${kept} kept, not ${want}.`])
      }
      say(`${right} of ${pairs.length} pairs.`)
      return verdict({ cases: pairs.length, right }, missed)
    } finally { await h.stop() }
  },
}
