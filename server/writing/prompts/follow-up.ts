// A follow-up in the same thread, in three tones.
import { dataBlock } from '#platform/llm-data'
import { brief, type Brief } from './data.ts'
import { house } from './first-touch.ts'

export const followUpVersion = 'follow-up-1'

export interface Thread {
  earlier: { stepNo: number; subject: string; body: string }[]
  stepNo: number
  wordsMost: number
  isLast: boolean
}

export const followUp = (known: Brief, thread: Thread): { system: string; prompt: string } => ({
  system: house.replace('45 to 90 words in the body, three short paragraphs at most', `at most ${thread.wordsMost} words in the body, two short paragraphs at most`),
  prompt: [
    brief(known),
    '# The mails before this one, unanswered so far',
    ...thread.earlier.map((mail) => dataBlock(`mail ${mail.stepNo} of this thread`, `Subject: ${mail.subject}\n\n${mail.body}`)),
    thread.isLast
      ? `Write mail ${thread.stepNo}, the last of the thread, in all three tones: close the file politely, leave a door open, ask for nothing. At most ${thread.wordsMost} words.`
      : `Write mail ${thread.stepNo} of the thread in all three tones. Add exactly one new thing (a proof, an angle, a resource or a smaller ask), repeat nothing, mention no “following up”. At most ${thread.wordsMost} words. The subject is not used.`,
  ].join('\n\n'),
})
