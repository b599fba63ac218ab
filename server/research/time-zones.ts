// A lead without a time zone gets the one its place tells, where that is more than a guess; what a person entered is never touched.
import { fillTimeZone } from '#leads'
import { writingFrom } from '#platform/provenance'
import type { Tx } from '#platform/db'
import { inferPlace } from './place.ts'
import { leadsWithoutZone } from './store.ts'

/** From here on a place's time zone is taken for true. */
export const sureEnough = 0.6

export async function fillTimeZones(tx: Tx, leadIds: string[]): Promise<number> {
  const found = (await leadsWithoutZone(tx, leadIds)).flatMap((l) => {
    const zone = inferPlace({ city: l.city ?? l.companyCity, country: l.country ?? l.companyCountry, phone: l.phone, email: l.email, website: l.website }).timeZone
    return zone && zone.confidence >= sureEnough ? [{ leadId: l.id, timeZone: zone.value }] : []
  })
  return found.length ? writingFrom(tx, { source: 'research', why: 'From city, country and the ending of the address.' }, () => fillTimeZone(tx, found)) : 0
}
