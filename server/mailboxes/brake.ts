// When sending has to rest: too many of the last mails bounced, or were reported as spam. Pure. A rate of few mails says
// little, so either there is a full sample, or even its lowest believable value is too high.

export type FaultKind = 'hard_bounce' | 'complaint'
/** The last mails that are looked at, and the share of them that is too much. */
export const brakeRules = {
  hard_bounce: { last: 200, most: 0.05, sample: 100, leastSample: 20, leastFaults: 3 },
  complaint: { last: 1000, most: 0.003, sample: 300, leastSample: 100, leastFaults: 2 },
} as const
export const coolDownHours = 24

export function mustBrake(kind: FaultKind, { faults, tried }: { faults: number; tried: number }): boolean {
  const rule = brakeRules[kind]
  if (faults < rule.leastFaults || tried < rule.leastSample) return false
  return tried >= rule.sample ? faults / tried >= rule.most : lowest(faults, tried) >= rule.most
}

/** The lower end of the Wilson interval at 95 %. */
export function lowest(faults: number, tried: number): number {
  const z = 1.96, p = faults / tried, z2 = (z * z) / tried
  return (p + z2 / 2 - z * Math.sqrt((p * (1 - p)) / tried + z2 / (4 * tried))) / (1 + z2)
}

export function brakeSentence(scope: 'mailbox' | 'sending_domain' | 'campaign', name: string, kind: FaultKind, { faults, tried }: { faults: number; tried: number }, goesOn: string): string {
  const what = kind === 'hard_bounce' ? 'bounced for good' : 'were reported as spam'
  const whose = scope === 'mailbox' ? `mails from ${name}` : scope === 'sending_domain' ? `mails from all mailboxes of ${name}` : 'mails of this campaign'
  const mend = kind === 'hard_bounce' ? 'Check where these addresses come from and take out what is old or guessed' : 'Look at whom you write to and what you promise, and make it easy to say no'
  return `${faults} of the last ${tried} ${whose} ${what} (${share(faults / tried)}, ${share(brakeRules[kind].most)} is the most): sending rests so that providers do not lose their trust. ${mend}; it can be resumed ${goesOn}, by a manager at once.`
}

export interface Sign { kind: FaultKind; faults: number; of: number; most: number; verdict: 'good' | 'near' | 'over' | 'too few to tell'; sentence: string }

/** How far from its brake a sender is. Near: half the way, and two faults at least. */
export function signOf(kind: FaultKind, { faults, tried }: { faults: number; tried: number }): Sign {
  const rule = brakeRules[kind], what = kind === 'hard_bounce' ? 'bounced for good' : 'were reported as spam'
  const verdict = mustBrake(kind, { faults, tried }) ? 'over' : tried < rule.leastSample ? 'too few to tell' : faults >= 2 && faults / tried >= rule.most / 2 ? 'near' : 'good'
  const sentence = tried === 0 ? 'Nothing was sent that could be judged.'
    : verdict === 'too few to tell' ? `${faults} of ${tried} ${what}: too few to tell, ${rule.leastSample} are needed.`
      : `${faults} of the last ${tried} ${what} (${share(faults / tried)}); sending rests at ${share(rule.most)}.`
  return { kind, faults, of: tried, most: rule.most, verdict, sentence }
}

const share = (x: number): string => `${(x * 100).toLocaleString('en', { maximumFractionDigits: x < 0.01 ? 1 : 0 })} %`
