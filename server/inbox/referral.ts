// "Please talk to Maria Lopez, maria.lopez@acme.example": whom a mail names instead of its writer. Pure.
import { domainOf } from './mail.ts'

export interface Named { name: string; email: string | null; title: string | null }

const word = String.raw`\p{Lu}[\p{L}'’-]+`
const fullName = new RegExp(String.raw`${word}(?:\s+(?:(?:de|da|del|van|von|der|den|la|le|el|bin|al)\s+)*${word}){1,2}`, 'gu')
const points = /(?:talk|speak|reach out|write|get in touch|contact|refer|forward|ask|turn|colleague|responsible|in charge|handles?|looks? after|person for|cc['’]?d|copied|wenden|zuständig|kolleg\w*|ansprechpartner\w*|verantwortlich|contacter|adresser|collègue|responsable|hable|contacte|compañer\w*|encargad\w*)/iu
const titles = /(?:our|the|is|as|unser\w*|notre|nuestr\w*)\s+((?:head|chief|director|manager|vp|vice president|lead|coo|cto|ceo|cfo|cmo|leiter\w*|directeur|directrice|jefe|jefa|responsable)\b[^.,;\n)]{0,50})/iu
const noNames = /^(?:Best|Kind|Many|Thank|Thanks|Dear|Hello|Hi|Please|Regards|Viele|Mit|Freundliche|Herzliche|Bien|Un|Cordialmente|Sent|Von|From)\b/u

/** Undefined: nobody but the writer is named. */
export function namedIn(text: string, writer: { email: string; name: string }): Named | undefined {
  const sentences = text.replace(/\r/g, '').split(/(?<=[.!?])\s+|\n+/u)
  const addresses = [...new Set(text.match(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu) ?? [])].map((a) => a.toLowerCase().replace(/\.+$/, '')).filter((a) => a !== writer.email.toLowerCase())
  const email = addresses.find((a) => domainOf(a) === domainOf(writer.email)) ?? addresses[0] ?? null
  const about = sentences.filter((sentence) => points.test(sentence) || (email && sentence.toLowerCase().includes(email)))
  const names = about.flatMap((sentence) => [...sentence.matchAll(fullName)].map(([name]) => trimmed(name))).filter((name) => name.includes(' ') && !noNames.test(name) && !sameName(name, writer.name))
  const local = email?.split('@')[0] ?? ''
  const name = names.find((one) => one.toLowerCase().split(/\s+/).some((part) => part.length > 2 && local.includes(part))) ?? (email ? (nameFrom(local) ?? names[0]) : names[0])
  if (!name && !email) return undefined
  if (!email && about.length === 0) return undefined
  return { name: name ?? email!, email, title: titles.exec(about.join(' '))?.[1]?.trim() ?? null }
}

/** "Contact Maria Lopez" begins with a verb written large. */
const trimmed = (name: string): string => name.replace(/^(?:Please|Contact|Ask|Try|Write|Speak|Talk|Reach|Frau|Herr|Mr|Mrs|Ms|Madame|Monsieur|Señora?|Bitte|My|Our|Colleague|Kollegin|Kollege)\s+/u, '')
const sameName = (a: string, b: string): boolean => a.toLowerCase().split(/\s+/)[0] === b.toLowerCase().split(/\s+/)[0]
const nameFrom = (local: string): string | undefined => (/^\p{L}{2,}[._-]\p{L}{2,}$/u.test(local) ? local.split(/[._-]/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(' ') : undefined)
