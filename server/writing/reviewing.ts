// A text beside what is known: its sentences with their sources, its checks, its score.
import { check, type Reading } from './checks.ts'
import { isInThread, type Draft } from './draft.ts'
import type { Material } from './gathering.ts'
import { countWords, subjectMost, wordsMost, type Check, type Sentence } from './mail.ts'
import { score, type Score } from './score.ts'
import { trace, type Placed } from './sentences.ts'

export interface Review {
  reading: Reading
  sentences: Placed[]
  checks: Check[]
}

/** `written`: what the writer said its sentences stand on. */
export function review(text: { subject: string; body: string }, written: Sentence[], about: { draft: Pick<Draft, 'stepNo' | 'wanted'>; material: Material; neighbours: string[]; threadSubject?: string }): Review {
  const { draft, material, neighbours } = about
  const sentences = trace(text.body, written, material)
  const reading: Reading = {
    ...text, sentences,
    // A template is alike for everybody on purpose.
    neighbours: draft.wanted.mode === 'template' ? [] : neighbours,
    stepNo: draft.stepNo,
    inThread: isInThread(draft),
    recipient: material.recipient,
    company: material.company,
    facts: material.facts,
    offer: material.offer,
    given: [draft.wanted.intent, draft.wanted.subject, draft.wanted.body, about.threadSubject ?? '', ...Object.values(material.lead.custom ?? {}).filter((value) => typeof value === 'string' || typeof value === 'number').map(String), material.lead.notes ?? ''],
    links: draft.wanted.mode === 'template' ? linksOf(`${draft.wanted.subject} ${draft.wanted.body}`) : [],
    language: material.language,
    strict: false,
  }
  return { reading, sentences, checks: check(reading) }
}

/** Links that the user wrote into the template are the campaign's own. */
const linksOf = (text: string): string[] => text.match(/\bhttps?:\/\/[^\s<>"'”’){}]+/gi)?.map((url) => url.replace(/[.,;:!?]+$/, '')) ?? []

export const meter = (subject: string, body: string, stepNo: number) => ({ subjectLength: subject.length, subjectMost, words: countWords(body), wordsMost: wordsMost(stepNo) })

export const scoreOf = ({ reading, checks }: Review): Score => score(reading, checks)
