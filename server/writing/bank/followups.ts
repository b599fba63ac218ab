// Follow-ups answer inside the thread, add one new thing and get shorter. {again} lines stand before a second fact.
import type { Tone } from '../mail.ts'

/** Before another fact about them. The fact's own opening follows as a sentence of its own. */
export const anotherFact: Record<Tone, string[]> = {
  friendly: ['One more thing about {co} crossed my mind.', 'There is one more thing about {co} I wanted to mention.', 'A small addition to my last note.', 'Something else about {co} stayed with me.'],
  direct: ['One more reason for my last note.', 'A second reason, then you decide.', 'One fact I left out.', 'There is a second point.'],
  curiosity: ['Since my last note I’ve wondered about something else.', 'Another side of it came to mind.', 'One more thing made me curious.', 'My last note had a second half.'],
}

/** Before a proof that was not used yet. */
export const anotherProof: Record<Tone, string[]> = {
  friendly: ['I left out the best part last time: {proof}', 'One more story: {story}', 'Here is an example I should have sent first: {story}', 'A small story to go with my last note: {story}', 'I should have mentioned this too: {proof}'],
  direct: ['One result I left out: {proof}', 'For the decision, one result: {proof}', 'Here is the evidence I owed you: {proof}', 'A second result: {proof}', 'To add substance to my last note: {proof}'],
  curiosity: ['Something that may surprise you: {story}', 'One thing I left out: {proof}', 'To put my question into context: {proof}', 'I keep wondering why this worked so well: {story}', 'One case makes me ask again: {story}', 'Compare this with your own case: {story}', 'One detail that made me think of {co}: {story}'],
}

/** Another pain, when there is no other proof. */
export const anotherPain: Record<Tone, string[]> = {
  friendly: ['Perhaps another part of it is closer to home: {pain}.', 'Others come to us for a different reason: {pain}.', 'Maybe I picked the wrong end last time; some tell us this instead: {pain}.'],
  direct: ['The other half of it: {pain}.', 'If the first point wasn’t yours, maybe this one is: {pain}.', 'A second reason why teams come to us: {pain}.'],
  curiosity: ['There is another side that people rarely mention: {pain}.', 'I may have asked about the wrong thing; what about this: {pain}.', 'A different angle on the same thing: {pain}.'],
}

/** A resource of the offer's own links. */
export const resource: Record<Tone, string[]> = {
  friendly: ['If reading is easier than talking, this is a good start: {link}', 'For a quiet moment, here is something to read: {link}', 'No call needed to have a look: {link}'],
  direct: ['The details are here: {link}', 'Everything on one page: {link}', 'Here it is in writing: {link}'],
  curiosity: ['It’s easier to show than to tell: {link}', 'I’d be curious what you make of this: {link}', 'Here is what I meant: {link}'],
}

/** Nothing new is known: say something of use in itself, without padding. */
export const nothingNew: Record<Tone, string[]> = {
  friendly: ['My last note may have come on a full day.', 'I know how full an inbox gets, so this is short.', 'No pressure from my side at all.'],
  direct: ['I’ll make this easy to answer.', 'This needs one word from you.', 'A shorter version of my last note.'],
  curiosity: ['I still don’t know the answer to my question.', 'My question still stands, in a smaller size.', 'Let me ask a smaller question.'],
}

/** Smaller asks, second and third mail. */
export const smallerAsks: Record<Tone, string[]> = {
  friendly: ['Would a five-minute call be easier?', 'Is there somebody at {co} I should ask instead?', 'Shall I send a few lines by mail instead of a call?', 'Would a later month suit you better?', 'Should I ask again in a few months?', 'Would a two-minute summary help?'],
  direct: ['Worth a look, yes or no?', 'Who at {co} decides this?', 'Should I send one page and leave you in peace?', 'Is the timing wrong, or the topic?', 'A one-word answer is enough: interesting?', 'Shall I close this, or keep it open?'],
  curiosity: ['Is that a topic at {co} at all?', 'Am I close, or far off?', 'What would make this worth a look for you?', 'Is it you who looks after this, or somebody else?', 'Did I ask about the wrong thing?'],
}

/** The last mail: closes the file, leaves a door, asks for nothing. */
export const closings: Record<Tone, string[]> = {
  friendly: [
    'I’ll leave it here so that I don’t fill your inbox. If it becomes a topic at {co}, just answer this mail and I’ll pick it up.',
    'This is my last note on it. If things change at {co}, I’m one reply away, and I wish you a good season until then.',
    'I’ll stop here and wish you and the team well. Should it come up one day, this thread is a good place to start.',
    'I’ll close the file on my side, no hard feelings. If you ever want to pick it up, a line is enough.',
  ],
  direct: [
    'I’m closing the file now. If it becomes a topic at {co}, answer here and I’ll send the details.',
    'I take it the timing is wrong, so I’ll stop here. This thread stays open if that changes.',
    'Last note from me. If {co} takes this up later, reply with one word and I’ll take it from there.',
    'I’ll take this off my list. Should it come back onto yours, one line is enough.',
  ],
  curiosity: [
    'I’ll let my question rest here. If you ever feel like answering it, I’d still like to know.',
    'It seems this isn’t the moment, so I’ll close the file. If the question comes up at {co} one day, write to me.',
    'I’ll stop asking now. Should you want to compare notes some day, this thread is the place.',
    'I’ll leave my question unanswered and wish you well. My door stays open if it ever becomes one of yours.',
  ],
}
