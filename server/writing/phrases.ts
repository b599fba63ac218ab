// What a mail must not say. Matched as whole words, case ignored.

export const banned: { phrase: RegExp; instead: string }[] = [
  { phrase: /\bI hope (?:this|you|that)\b[^.?!\n]{0,30}\b(?:finds? you|(?:are|is) (?:doing )?well)\b/giu, instead: 'Open with something true about them.' },
  { phrase: /\bhope (?:this (?:e-?mail|message|note) finds|you(?:’|')re (?:doing )?well|you are (?:doing )?well)\b/giu, instead: 'Open with something true about them.' },
  { phrase: /\b(?:I )?(?:just )?want(?:ed)? to reach out\b|\breaching out (?:to|because|about|as)\b/giu, instead: 'Say why you write, without announcing it.' },
  { phrase: /\bquick question\b/giu, instead: 'Ask the question.' },
  { phrase: /\bjust (?:following|checking) (?:up|in)\b|\bfollow(?:ing)? up on my (?:last|previous)\b/giu, instead: 'Add something new, or leave it.' },
  { phrase: /\bcircl(?:e|ing) back\b/giu, instead: 'Add something new, or leave it.' },
  { phrase: /\btouch(?:ing)? base\b/giu, instead: 'Say what you want to talk about.' },
  { phrase: /\bsynerg(?:y|ies|istic)\b/giu, instead: 'Say what you would do together.' },
  { phrase: /\bgame[- ]?chang(?:er|ing)\b/giu, instead: 'Say what changes, with a number.' },
  { phrase: /\brevolutioni[sz](?:e|es|ing)\b|\brevolutionary\b/giu, instead: 'Say what is new about it.' },
  { phrase: /\bunlock(?:s|ing)?\b/giu, instead: 'Say what becomes possible.' },
  { phrase: /\bleverag(?:e|es|ing)\b/giu, instead: 'Write “use”.' },
  { phrase: /\bin today(?:’|')s (?:fast|ever|digital|competitive|world)\b[^.?!\n]{0,30}/giu, instead: 'Leave it out.' },
  { phrase: /\bpick(?:ing)? your brain\b/giu, instead: 'Ask the question.' },
  { phrase: /\bbest[- ]in[- ]class\b|\bcutting[- ]edge\b|\bworld[- ]class\b|\bstate[- ]of[- ]the[- ]art\b/giu, instead: 'Name the proof instead.' },
  { phrase: /\blow[- ]hanging fruit\b|\bmove the needle\b|\bdeep dive\b|\btake it to the next level\b/giu, instead: 'Say it plainly.' },
  { phrase: /\bas per my (?:last|previous)\b/giu, instead: 'Leave it out.' },
  { phrase: /\bI(?:’|')ll keep this (?:brief|short) and sweet\b/giu, instead: 'Be short without saying so.' },
]

export const spam: RegExp[] = [
  /\b(?:100 ?%|completely|totally) (?:free|guaranteed|satisf\w+)/giu, /\b(?:money[- ]back|risk[- ]free|no[- ]obligation|no strings attached)\b/giu, /\bact now\b|\bapply now\b|\bbuy now\b|\border now\b|\bcall now\b|\bclick (?:here|below)\b/giu,
  /\blimited[- ]time\b|\boffer (?:ends|expires)\b|\blast chance\b|\bonly today\b|\bdon(?:’|')t miss\b|\bhurry\b|\burgent\b|\bwhile supplies last\b/giu, /\bdouble your\b|\bearn \$|\bextra (?:cash|income)\b|\bmake money\b|\bcash bonus\b|\bfast cash\b/giu,
  /\b(?:lowest|best|unbeatable) price\b|\bspecial promotion\b|\bexclusive deal\b|\bsave big\b|\bfree (?:gift|trial|access|consultation|quote|money)\b/giu, /\bcongratulations[,!]? you(?:’|')?(?:ve| have)? (?:won|been selected)\b|\bwinner\b[!]|\byou have been (?:chosen|selected)\b/giu,
  /\bdear friend\b|\bthis is not spam\b|\bmiracle\b|\bguaranteed (?:results|roi|return)\b|\$\$\$|\bno catch\b|\bonce in a lifetime\b/giu,
]

/** Words that claim we saw something of theirs; such a sentence needs a fact. */
export const claims = /\bcongratulations\b|\bwell done on\b|\bI (?:saw|noticed|read|came across|found)\b|\bI(?:’|')ve (?:seen|noticed|read)\b|\byou(?:’|')?(?:ve| have)? (?:just |recently )(?:\p{L}+ed|won|opened|raised|launched)\b|\byour (?:recent|new|latest)\b/iu
