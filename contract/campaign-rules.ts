// What a campaign keeps to beyond its steps: whom a stop reaches, who may come in, how many a day, on which days, from whom.
import { z } from 'zod'
import { answerClasses, QuietDays } from './campaigns.ts'
import { ById, Done, endpoint, Id } from './contract.ts'
import { LeadStatus } from './lead-filter.ts'

const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time is written like 09:00.')

/** One weekday's window; null: nothing is sent on it. */
const DayWindow = z.object({ from: WallTime, to: WallTime })
/** What sends a lead into another campaign. The first that fits counts. */
export const SubSequence = z
  .object({
    when: z.discriminatedUnion('about', [
      z.object({ about: z.literal('replied'), classes: z.array(z.enum(answerClasses)).min(1, 'Choose at least one kind of answer.') }),
      z.object({ about: z.literal('clicked') }).describe('A person followed a link; machines never count'),
      z.object({ about: z.literal('status'), statuses: z.array(LeadStatus).min(1, 'Choose at least one status.') }),
      z.object({ about: z.literal('tag'), tags: z.array(z.string().trim().min(1).max(60)).min(1, 'Name at least one tag.').max(20) }),
      z.object({ about: z.literal('unanswered') }).describe('Had every mail and did not answer'),
    ]),
    toCampaignId: z.uuid('Choose the campaign that it goes on in.'),
    afterDays: z.int().min(0).max(730).describe('Its first mail there is not sent before so many days'),
    namedDay: z.boolean().default(true).describe('Where the answer names a time (“in Q3”), that time counts in place of the days'),
    sameThread: z.boolean().describe('Its first mail there answers the last one here, from the same mailbox'),
  })
  .meta({ id: 'SubSequence' })
export type SubSequence = z.output<typeof SubSequence>

const fields = {
  stopScope: z.enum(['campaign', 'person', 'company']).describe('An answer stops this lead here / in every campaign / and everybody of the same company or mail domain'),
  colleagues: z.enum(['none', 'stop', 'pause', 'delay']).describe('What an answer of a colleague does to leads of this campaign'),
  colleagueDays: z.int().min(1).max(365).describe("With 'delay': for so many days"),
  awayDays: z.int().min(0).max(60).describe('Working days after the return of somebody out of office'),
  awayUnknownDays: z.int().min(1).max(60).describe('Days to wait when no return date was given'),
  safetyId: Id.nullable().describe('The safety rules it keeps to; null: the usual ones of the workspace'),
  newPerDay: z.int().min(1).max(100_000).nullable().describe('First mails a day over all mailboxes; null: as many as the mailboxes can send'),
  maxActivePerOwner: z.int().min(1).max(100_000).nullable().describe('Leads of one owner under way at a time'),
  followUpShare: z.int().min(0).max(90).describe('Percent of each mailbox’s day kept free for follow-ups'),
  dayWindows: z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), DayWindow).describe('Windows of single weekdays (ISO, 1 = Monday), in place of the campaign’s'),
  holidays: z.enum(['lead', 'none']).describe("'lead': nothing is sent on a public holiday of the lead's country"),
  holidayCountry: z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, like DE.').nullable().describe('Whose holidays count for leads whose country is not known'),
  subSequences: z.array(SubSequence).max(20, 'At most twenty.').describe('What makes a lead stop here and go on in another campaign, never in both at once'),
  sender: z.enum(['rotate', 'owner']).describe("'rotate': a new lead gets the mailbox with the fewest leads; 'owner': the mailbox of the person who owns the lead, where there is one"),
  trackNotIn: z.array(z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, like DE.')).max(250).describe('Countries of leads whose opens and clicks this campaign does not track, beside those of the workspace'),
  trackUnknown: z.boolean().describe('Whether leads are tracked of whom it is not known in which country they are'),
  matchProvider: z.boolean().describe('A new lead whose mail is with Google or Microsoft rather gets a mailbox there: a preference, never a reason to wait'),
}
export const CampaignRules = z.object(fields).meta({ id: 'CampaignRules' })
export type CampaignRules = z.output<typeof CampaignRules>
export const CampaignRulesChange = z.object(fields).partial().meta({ id: 'CampaignRulesChange' })
export type CampaignRulesChange = z.output<typeof CampaignRulesChange>

/** What holds where nothing is said. */
export const usualRules: CampaignRules = {
  stopScope: 'person', colleagues: 'none', colleagueDays: 14, awayDays: 1, awayUnknownDays: 3, safetyId: null, newPerDay: null, maxActivePerOwner: null, followUpShare: 0,
  dayWindows: {}, holidays: 'lead', holidayCountry: null, subSequences: [], sender: 'rotate', trackNotIn: [], trackUnknown: true, matchProvider: false,
}

// ── Who may come in ──

const safety = {
  name: z.string().trim().min(1, 'Safety rules need a name.').max(120),
  isDefault: z.boolean().describe('Holds for every campaign that names no rules of its own'),
  again: z.enum(['once', 'if_not_active', 'any_time']).describe("'once': nobody who ever was in a campaign; 'if_not_active': nobody who is in one right now; 'any_time': unless the other campaign keeps its leads for itself"),
  exclusive: z.boolean().describe('Its leads are not taken into another campaign while they are under way'),
  minDays: z.int().min(0).max(3650).describe('Days since the last mail by anybody'),
  afterReply: z.boolean().describe('May come in although they answered before'),
  statuses: z.array(LeadStatus).max(20).describe('Lead statuses that are left out'),
  listIds: z.array(Id).max(50).describe('Lists whose members are left out'),
  tags: z.array(z.string().trim().min(1).max(60)).max(100).describe('Leads with one of these tags are left out'),
  companyIds: z.array(Id).max(500).describe('Companies whose people are left out'),
}
export const SafetyRules = z.object({ id: Id, ...safety, campaigns: z.int().describe('Campaigns that name them') }).meta({ id: 'SafetyRules' })
export type SafetyRules = z.output<typeof SafetyRules>
export const SafetyRulesInput = z.object({ name: safety.name, ...z.object(safety).omit({ name: true }).partial().shape }).meta({ id: 'SafetyRulesInput' })
export type SafetyRulesInput = z.output<typeof SafetyRulesInput>
export const SafetyRulesChange = z.object(safety).partial().meta({ id: 'SafetyRulesChange' })
export type SafetyRulesChange = z.output<typeof SafetyRulesChange>

export const Holiday = z.object({ date: z.iso.date(), name: z.string() })

export const getCampaignRules = endpoint('GET', '/campaigns/:id/rules', { summary: 'Stop rules, safety, pace, days and senders of a campaign', can: 'campaigns.read', params: ById, returns: CampaignRules })
export const changeCampaignRules = endpoint('PATCH', '/campaigns/:id/rules', { summary: 'Change them; other days give what waits a new moment', can: 'campaigns.write', repeat: 'safe', params: ById, body: CampaignRulesChange, returns: CampaignRules })

export const listSafetyRules = endpoint('GET', '/safety-rules', { summary: 'Safety rules of the workspace', can: 'campaigns.read', returns: z.object({ items: z.array(SafetyRules) }) })
export const addSafetyRules = endpoint('POST', '/safety-rules', { summary: 'Write safety rules', can: 'campaigns.launch', repeat: 'key', body: SafetyRulesInput, returns: SafetyRules })
export const changeSafetyRules = endpoint('PATCH', '/safety-rules/:id', { summary: 'Change safety rules', can: 'campaigns.launch', repeat: 'safe', params: ById, body: SafetyRulesChange, returns: SafetyRules })
export const removeSafetyRules = endpoint('DELETE', '/safety-rules/:id', { summary: 'Remove safety rules; campaigns that named them keep to the usual ones', can: 'campaigns.launch', repeat: 'safe', params: ById, returns: Done })

export const getWorkspaceHours = endpoint('GET', '/workspace-hours', { summary: 'Dates on which no campaign writes', can: 'campaigns.read', returns: z.object({ quiet: z.array(QuietDays) }) })
export const setWorkspaceHours = endpoint('PUT', '/workspace-hours', { summary: 'Set them; what waits gets a new moment', can: 'campaigns.launch', repeat: 'safe', body: z.object({ quiet: z.array(QuietDays).max(100) }), returns: z.object({ quiet: z.array(QuietDays) }) })
export const listHolidays = endpoint('GET', '/holidays', {
  summary: 'Public holidays of a country in a year', can: 'campaigns.read', query: z.object({ country: z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, like DE.'), year: z.coerce.number().int().min(2000).max(2100) }),
  returns: z.object({ items: z.array(Holiday), source: z.string() }) })
