// Is an address good? Looked at before the first mail: what it says of itself and what the DNS says of its domain. Nobody's
// mail server is asked, so whether a domain takes mail for anybody (catch-all) stays unknown.
import { z } from 'zod'
import { ById, Done, endpoint, Id, When } from './contract.ts'

export const addressVerdicts = ['good', 'risky', 'bad', 'unknown'] as const
export const AddressVerdict = z.enum(addressVerdicts)
export type AddressVerdict = (typeof addressVerdicts)[number]
export const AddressFinding = z.object({ code: z.enum(['syntax', 'typo', 'no_mail', 'dns_away', 'disposable', 'role', 'free_mail', 'takes_mail', 'catch_all']), verdict: AddressVerdict, sentence: z.string() }).meta({ id: 'AddressFinding' })
export type AddressFinding = z.output<typeof AddressFinding>
export const AddressCheck = z
  .object({ leadId: Id, address: z.string(), verdict: AddressVerdict, findings: z.array(AddressFinding), suggestion: z.string().nullable(), checkedAt: When })
  .meta({ id: 'AddressCheck' })
export type AddressCheck = z.output<typeof AddressCheck>

export const getAddressCheck = endpoint('GET', '/leads/:id/address-check', { summary: 'What came of checking the address of a lead; null when it was not', can: 'leads.read', params: ById, returns: z.object({ check: AddressCheck.nullable() }) })
export const checkAddress = endpoint('POST', '/leads/:id/address-check', { summary: 'Check it now', can: 'leads.write', repeat: 'safe', params: ById, returns: z.object({ check: AddressCheck }) })
export const listAddressChecks = endpoint('GET', '/address-checks', {
  summary: 'Verdicts for some leads', can: 'leads.read', query: z.object({ ids: z.string().max(8000).describe('Up to 200 ids, with commas between') }),
  returns: z.object({ items: z.array(z.object({ leadId: Id, verdict: AddressVerdict, sentence: z.string() })) }) })
export const checkAddresses = endpoint('POST', '/address-checks', {
  summary: 'Check many in the background: these leads, or all that were not checked yet', can: 'leads.write', repeat: 'safe',
  body: z.union([z.strictObject({ leadIds: z.array(Id).min(1).max(5000) }), z.strictObject({ unchecked: z.literal(true) })]), returns: Done })
