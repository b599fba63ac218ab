// Where somebody probably is, and so what hour it is there and which language they read: from what was entered, the phone number
// and the address's ending. Each guess carries the rule that made it and how sure it is; nothing is guessed from nothing.
import { areaCodes, cities, countries, states, wide, type Country } from './place-tables.ts'

export interface PlaceHints { city?: string | null; country?: string | null; phone?: string | null; email?: string | null; website?: string | null }
export interface Guess { value: string; confidence: number; rule: string }
export interface Place { country: Guess | null; timeZone: Guess | null; language: Guess | null }

export function inferPlace(hints: PlaceHints): Place {
  const clues = [fromCity(hints), fromCountry(hints), fromPhone(hints), fromEnding(hints)].filter((clue) => clue !== null)
  const [first] = clues
  if (!first) return { country: null, timeZone: null, language: null }
  const country = countries.find((c) => c.code === first.country)
  // A stated country outweighs a city's namesake elsewhere: Berlin, NH is not in Germany.
  const zone = clues.find((clue) => clue.timeZone && clue.country === first.country)
  const agree = clues.filter((clue) => clue.country === first.country).length
  return {
    country: { value: first.country, confidence: sure(first.confidence, agree), rule: first.rule },
    timeZone: zone ? { value: zone.timeZone!, confidence: sure(zone.zoneConfidence, agree), rule: zone.zoneRule ?? zone.rule } : country ? usualZone(country, first) : null,
    language: country ? { value: country.language, confidence: Math.min(0.8, first.confidence * (['CH', 'BE', 'CA', 'LU', 'SG'].includes(country.code) ? 0.6 : 0.9)), rule: `${first.rule}; most people there read ${languageName(country.language)}` } : null,
  }
}

interface Clue { country: string; timeZone: string | null; confidence: number; zoneConfidence: number; rule: string; zoneRule?: string }

function fromCity({ city, country }: PlaceHints): Clue | null {
  const text = city?.trim()
  if (!text) return null
  const stated = countryNamed(country) ?? null
  const [name = '', second = ''] = text.split(',').map((part) => part.trim())
  const state = states.get(second.toUpperCase())
  if (state && (!stated || stated.code === state.country)) return { ...state, confidence: 0.95, zoneConfidence: 0.95, rule: `“${text}” names a state of ${countryName(state.country)}` }
  const known = cities.get(name.toLowerCase())
  const inCountry = countryNamed(second) ?? stated
  if (known && (!inCountry || inCountry.code === known.country)) return { ...known, confidence: inCountry ? 0.97 : 0.85, zoneConfidence: inCountry ? 0.97 : 0.85, rule: `${name} is in ${countryName(known.country)}` }
  return inCountry && inCountry !== stated ? ofCountry(inCountry, 0.9, `“${text}” names ${countryName(inCountry.code)}`) : null
}

function fromCountry({ country }: PlaceHints): Clue | null {
  const found = countryNamed(country)
  return found ? ofCountry(found, 0.95, `the country is given as ${country!.trim()}`) : null
}

function fromPhone({ phone }: PlaceHints): Clue | null {
  const digits = phone?.replace(/\(0\)/, '').replace(/[^\d+]/g, '').replace(/^00/, '+')
  if (!digits?.startsWith('+')) return null
  if (digits.startsWith('+1')) {
    const area = areaCodes.get(digits.slice(2, 5))
    return area ? { ...area, confidence: 0.8, zoneConfidence: 0.75, rule: `the phone number begins with +1 ${digits.slice(2, 5)}` } : null
  }
  const found = countries.filter((c) => c.dial && digits.startsWith(`+${c.dial}`)).toSorted((a, b) => b.dial.length - a.dial.length)[0]
  return found ? ofCountry(found, 0.8, `the phone number begins with +${found.dial}`) : null
}

/** Endings that the whole world uses (.com, .io, .co, .ai …) tell nothing. */
function fromEnding({ email, website }: PlaceHints): Clue | null {
  const host = (website ? URL.parse(/^https?:/i.test(website) ? website : `https://${website}`)?.hostname : null) ?? email?.split('@')[1]
  const ending = host?.toLowerCase().split('.').at(-1)
  const found = ending && !['co', 'ai', 'io', 'me', 'tv'].includes(ending) ? countries.find((c) => c.tld === ending) : undefined
  return found ? ofCountry(found, 0.65, `${host} ends in .${ending}`) : null
}

const ofCountry = (country: Country, confidence: number, rule: string): Clue =>
  ({ country: country.code, timeZone: wide.has(country.code) ? null : country.timeZone, confidence, zoneConfidence: confidence, rule })

const usualZone = (country: Country, clue: Clue): Guess =>
  ({ value: country.timeZone, confidence: clue.confidence * 0.4, rule: `${clue.rule}; ${countryName(country.code)} has several time zones, this is the most common` })

const countryNamed = (text: string | null | undefined): Country | undefined => {
  const name = text?.trim().toLowerCase()
  if (!name) return undefined
  return countries.find((c) => c.code.toLowerCase() === name || c.names.includes(name) || (c.code === 'GB' && name === 'uk'))
}

const sure = (confidence: number, agreeing: number): number => Math.min(0.98, Math.round((confidence + 0.05 * (agreeing - 1)) * 100) / 100)
const countryNames = new Intl.DisplayNames(['en'], { type: 'region' })
const languageNames = new Intl.DisplayNames(['en'], { type: 'language' })
const countryName = (code: string): string => countryNames.of(code) ?? code
const languageName = (code: string): string => languageNames.of(code) ?? code

/** ISO code of the country a lead is in, by what was entered of country and city; null: not known. */
export const countryOf = (lead: { country: string | null; city: string | null }): string | null => {
  if (!lead.country && !lead.city) return null
  const place = inferPlace({ country: lead.country, city: lead.city }).country
  if (place && place.confidence >= 0.6) return place.value
  return lead.country && /^[A-Za-z]{2}$/.test(lead.country.trim()) ? lead.country.trim().toUpperCase() : null
}
