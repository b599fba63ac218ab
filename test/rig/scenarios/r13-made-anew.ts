// R13: the server numbers a letterbox anew, in the middle of a look and between two. Nothing is repeated, nothing is lost.
import { reconcile, syncMailbox } from '#inbox'
import { fakeLetterbox } from '../../fakes/letterbox.ts'
import { house } from '../../house.ts'
import { chance } from '../chance.ts'
import { countsOf, letterOf, newLead } from '../incoming.ts'
import { verdict, type Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  id: 'R13', name: 'letterbox-made-anew', tiers: ['ci', 'nightly'],
  about: 'UIDVALIDITY changes during a look and between looks: no mail twice, no reply announced twice',
  async run({ tier, seed, n = tier === 'ci' ? 300 : 5000, say }) {
    const random = chance(seed)
    const h = await house({ now: '2026-03-02T09:00:00Z' })
    try {
      await newLead(h)
      const box = await fakeLetterbox(h)
      await syncMailbox(h.world, box.id)
      let replies = 0
      for (let i = 0; i < n; i++) {
        const reply = random() < 0.1
        if (reply) replies++
        box.drop(letterOf({ id: `<mail-${i}@outside.example>`, subject: reply ? `Re: A question ${i}` : `News ${i}`, from: reply ? 'Dana <dana@acme.example>' : `news${i}@elsewhere.example`, text: `Number ${i}.` }))
      }
      // Half way through the first look the folder is made anew.
      box.atMail.set(Math.floor(n / 2), () => box.recreate())
      say(`${n} mails, ${replies} of them replies; the first look is disturbed.`)
      await syncMailbox(h.world, box.id)
      box.recreate()
      const began = performance.now()
      let again = await syncMailbox(h.world, box.id)
      for (let i = 0; i < 5 && !again.ok; i++) again = await syncMailbox(h.world, box.id)
      const seconds = (performance.now() - began) / 1000
      const compared = await reconcile(h.world, box.id)
      const now = await countsOf(h)
      const figures = { mails: n, kept: now.mails, doubles: now.doubles, replies, announced: now.replies, missing: compared?.missing ?? null, 're-sync s': Math.round(seconds * 10) / 10 }
      return verdict(figures, [
        [now.mails === n, `${now.mails} mails are kept, not ${n}.`], [now.doubles === 0, `${now.doubles} mails are here twice.`],
        [now.replies === replies, `${now.replies} replies were announced, not ${replies}.`], [compared?.missing === 0, `${compared?.missing} mails are missing.`], [seconds <= 60, `Reading again took ${seconds.toFixed(0)} s.`],
      ])
    } finally { await h.stop() }
  },
}
