// Judges mails against what each lead asks of them, and the three tones against each other.
import { check } from './checks.ts'
import { countWords, tones, wordsMost, type Offer, type Sentence, type Tone } from './mail.ts'
import { jaccard, shingles } from './sameness.ts'
import { trace } from './sentences.ts'
import { twelve, type Judged } from './judged.ts'

export interface Mail { subject: string; body: string; sentences: Sentence[] }
export type Writer = (one: Judged, offer: Offer) => Record<Tone, Mail> | Promise<Record<Tone, Mail>>
export interface Verdict { lead: string; tone: Tone; mail: Mail; words: number; faults: string[] }

export async function judge(write: Writer, offer: Offer): Promise<{ verdicts: Verdict[]; nearest: number }> {
  const verdicts: Verdict[] = []
  for (const one of twelve) {
    const mails = await write(one, offer)
    for (const tone of tones) verdicts.push({ lead: one.name, tone, mail: mails[tone], words: countWords(mails[tone].body), faults: [...faultsOf(one, mails[tone], offer), ...blind(tone, mails)] })
  }
  let nearest = 0
  for (let a = 0; a < verdicts.length; a++) for (let b = a + 1; b < verdicts.length; b++) nearest = Math.max(nearest, jaccard(shingles(verdicts[a]!.mail.body), shingles(verdicts[b]!.mail.body)))
  return { verdicts, nearest }
}

function faultsOf(one: Judged, mail: Mail, offer: Offer): string[] {
  const text = `${mail.subject}\n${mail.body}`
  const sentences = trace(mail.body, mail.sentences, { ...one, offer })
  const used = new Set(sentences.flatMap((sentence) => sentence.factIds))
  return [
    ...one.must.filter((wanted) => !wanted.test(mail.body) && !wanted.test(text)).map((wanted) => `lacks ${wanted}`),
    ...one.mustNot.filter((unwanted) => unwanted.test(text)).map((unwanted) => `says ${unwanted}`),
    ...(one.stands.length && !one.stands.some((id) => used.has(id)) ? ['stands on no fact'] : []),
    ...(one.stands.length === 0 && used.size ? ['claims a fact that nobody gave'] : []),
    ...(countWords(mail.body) > wordsMost(1) ? ['too long'] : []),
    ...check({ ...one, offer, subject: mail.subject, body: mail.body, sentences, stepNo: 1, inThread: false, given: [], links: [], neighbours: [], language: 'en', strict: true }).map((finding) => finding.sentence),
  ]
}

/** What tells the tones apart without their names: where the question stands, and how soon the point comes. */
function blind(tone: Tone, mails: Record<Tone, Mail>): string[] {
  const last = mails[tone].body.trim().split('\n').at(-1)!
  const alike = tones.filter((other) => other !== tone && jaccard(shingles(mails[tone].body), shingles(mails[other].body)) > 0.6)
  return [
    ...alike.map((other) => `reads like ${other}`),
    ...(tone === 'curiosity' && !/\b(?:how|what|who|where|which|have you|do you|does that|is (?:that|it)|if you could|roughly)\b/i.test(last) ? ['asks nothing about how they do it'] : []),
    ...(tone === 'direct' && /congratulations/i.test(mails[tone].body) ? ['is not direct'] : []),
    ...(tone !== 'curiosity' && !/\?/.test(last) ? ['asks for nothing'] : []),
  ]
}
