// The last line: one ask that can be answered in a line. {ask} is the user's own, kept whole. [pain] and [offer] need
// that part in the mail, because the line points back at it; [nopain] needs the mail to be without one.
import type { Tone } from '../mail.ts'

export const asks: Record<Tone, string[]> = {
  friendly: [
    'Worth ten minutes next week?',
    'Shall we talk for ten minutes next week?',
    'Would a short call next week be all right?',
    '[offer] Could I show you how, in ten minutes, some day next week?',
    'Open to a short chat about it?',
    '[pain] If it rings a bell, shall we talk for ten minutes?',
    'Could you spare a quarter of an hour next week?',
    '[offer] May I show you, in ten minutes and without slides?',
    'Is there a day next week that suits you for a short call?',
    '[pain] If that sounds like your week, shall we have a short chat?',
  ],
  direct: [
    '[offer] Should I send you how it would work for {co}, on one page?',
    '[offer] Should I send the short version on one page?',
    'Is this worth fifteen minutes this month?',
    '[pain] Is this on your list for this quarter?',
    'Yes or no: is it worth a look?',
    '[offer] Shall I send an outline for {co}?',
    'Are you the right person for this at {co}?',
    'Does a fifteen-minute call this week work?',
    '[offer] Should I show it to you on an example of your own?',
  ],
  curiosity: [
    '[pain] How do you handle that at {co}?',
    '[pain] How are you dealing with that today?',
    '[pain] What have you tried so far?',
    '[pain] Is that solved on your side, or still open?',
    '[pain] Who looks after that at {co}?',
    '[pain] Do you see the same, or is it different at {co}?',
    '[pain] Where does that sit on your list at the moment?',
    '[pain] Have you found a way around it?',
    '[pain] Does that match what you see?',
    '[pain] Roughly, what does that cost you today?',
    '[pain] Is it the same with you?',
    '[pain] How did you solve that at {co}, if you did?',
    '[offer] How does {co} go about it today?',
    '[nopain] [offer] How do you do this at the moment?',
    '[offer] What does this look like at {co} today?',
    '[nopain] [offer] Who does this work at {co} today?',
    '[nopain] [offer] If you could change one thing about how that’s done at {co}, what would it be?',
  ],
}

/** The user's own ask, by its form: a question stands alone or after a few words; a phrase is asked about. */
export const ownAsks = {
  question: ['{Ask}', '[pain] If it sounds familiar: {ask}', 'My question is short: {ask}', '[pain] In case it’s true for you too: {ask}'],
  phrase: ['Would {ask} make sense?', 'Would {ask} be worth your time?', 'Open to {ask}?', 'How about {ask}?', 'Shall we find a time for {ask}?'],
  sentence: ['{Ask}', 'If it sounds useful: {askLower}', '[pain] If you know the problem: {askLower}', 'One suggestion: {askLower}'],
}
